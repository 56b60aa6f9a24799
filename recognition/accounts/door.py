"""The door of allauth's addresses: there where accounts are required, and with an answer for what fails behind it."""

from smtplib import SMTPException

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from redis.exceptions import RedisError
from requests.exceptions import RequestException

from recognition.accounts.second_factor import SecondFactorUnreadableError
from recognition.middleware import GetResponse, refusal
from recognition.permissions import accounts_required

NO_ACCOUNTS = "This server has no accounts: whoever reaches it is its one user."
NO_MAIL = "This server sends no mail, so a password cannot be reset here. Ask whoever runs it."
RESET_ADDRESS = "browser/v1/auth/password/request"

logger = structlog.get_logger(__name__)


class AccountsDoorMiddleware:
    """Stands before the views; who is refused here has reached none."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(settings.ACCOUNTS_PREFIX):
            return self.get_response(request)
        if not accounts_required():
            return refusal("no_accounts", NO_ACCOUNTS, status=404)
        if not settings.UNDERTONE_MAIL and request.path == settings.ACCOUNTS_PREFIX + RESET_ADDRESS:
            return refusal("no_mail", NO_MAIL, status=400)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What allauth needs and cannot reach: those who ask are told so, and may try again."""
        if not request.path.startswith(settings.ACCOUNTS_PREFIX):
            return None
        if isinstance(error, RecursionError):
            return refusal("parse_error", "This is not to be read: it is nested too deeply.", status=400)
        if isinstance(error, RequestException):
            logger.error("provider_unreachable", error=str(error))
            return HttpResponseRedirect(
                "/sign-in?error=provider_unreachable"
            )  # the browser itself was on its way there
        for kinds, code, detail in UNREACHABLE:
            if isinstance(error, kinds):
                logger.error(code, error=str(error))
                return refusal(code, detail, status=503)
        return None


UNREACHABLE: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, str], ...] = (
    (
        SecondFactorUnreadableError,
        "second_factor_unreadable",
        "The second factor was stored under another secret key of this server. Ask whoever runs it to take it off.",
    ),
    (RedisError, "unavailable", "Sign-in cannot be reached just now. Try again in a moment."),
    ((SMTPException, OSError), "mail_failed", "The mail could not be sent. Try again in a moment."),
)
