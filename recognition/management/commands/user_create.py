"""`manage.py user_create EMAIL`: an account for somebody, the first one too."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from recognition.accounts.asking import password_ask
from recognition.accounts.people import KnownPersonError, person_create


class Command(BaseCommand):
    help = "Make an account. The password is asked for, or read as one line from the standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address they sign in with")
        parser.add_argument("--admin", action="store_true", help="they may use the administration pages, /admin/")

    def handle(self, *args: Any, email: str, admin: bool, **options: Any) -> None:
        try:
            validate_email(email)
            person_create(email=email, password=password_ask(email), runs_the_server=admin)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except KnownPersonError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{email} may sign in.")
