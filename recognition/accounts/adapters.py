"""What allauth asks us: who may make an account, and what a new user is."""

from typing import Any
from uuid import uuid4

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

logger = structlog.get_logger(__name__)


def user_new(email: str = "") -> User:
    """Not stored. Django asks for a user name, which nobody here sees or needs."""
    return User(username=uuid4().hex, email=email)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.UNDERTONE_SIGN_UP == "open")

    def new_user(self, request: HttpRequest) -> User:
        return user_new()

    def populate_username(self, request: HttpRequest, user: User) -> None:
        """It has one."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """Whoever came by fewer proxies than UNDERTONE_PROXIES says is known by what the server itself sees."""
        try:
            return str(super().get_client_ip(request))
        except ImproperlyConfigured:
            return str(request.META["REMOTE_ADDR"])

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """What was done is done, whether or not the mail about it goes out."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except OSError as error:  # of smtplib too
            logger.warning("notification_not_sent", error=str(error))


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth has no types
    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return bool(settings.UNDERTONE_SIGN_UP in ("open", "provider"))


def user_display(user: User) -> str:
    return user.email
