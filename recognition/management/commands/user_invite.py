"""`manage.py user_invite EMAIL`: an account without a password, and a link by which its owner sets one."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import URLValidator, validate_email

from recognition.accounts.invitations import HasPasswordError, invitation


class Command(BaseCommand):
    help = (
        "Make an account and print a link that sets its password: once, within three days. "
        "Said again it prints a new link, and the one before opens nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address they sign in with")
        parser.add_argument("--admin", action="store_true", help="they may use the administration pages, /admin/")
        parser.add_argument("--url", default=settings.UNDERTONE_PUBLIC_URL, help="where people reach the site")

    def handle(self, *args: Any, email: str, admin: bool, url: str | None, **options: Any) -> None:
        if not url:
            raise CommandError("Set UNDERTONE_PUBLIC_URL, or say where people reach the site: --url https://…")
        try:
            validate_email(email)
            URLValidator(["https", "http"])(url)
            made = invitation(email=email, runs_the_server=admin)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except HasPasswordError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{url.rstrip('/')}/sign-in/reset/{made}")
        days = settings.PASSWORD_RESET_TIMEOUT // (24 * 3600)
        self.stderr.write(f"{email} sets a password there, once, within {days} days.")
