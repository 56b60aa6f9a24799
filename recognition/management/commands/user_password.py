"""`manage.py user_password EMAIL`: a new password for somebody, where no mail can do it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from recognition.accounts.asking import password_ask
from recognition.accounts.people import UnknownPersonError, password_set, person_get


class Command(BaseCommand):
    help = "Set a password. It ends all sessions and API tokens of that account."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address they sign in with")
        parser.add_argument(
            "--without-two-factor", action="store_true", help="take the second factor off, for a phone that is lost"
        )

    def handle(self, *args: Any, email: str, without_two_factor: bool, **options: Any) -> None:
        try:
            user = person_get(email)
            password_set(user=user, password=password_ask(email), without_second_factor=without_two_factor)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except UnknownPersonError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{email} has a new password; all sessions and tokens have ended.")
