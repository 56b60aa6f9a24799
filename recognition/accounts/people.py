"""Writes of people who have an account: what the commands do for those who run a server."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from recognition.accounts.adapters import user_new


class UnknownPersonError(Exception):
    """Nobody has an account with this address; the message says so."""


class KnownPersonError(Exception):
    """Somebody has an account with this address; the message says so."""


def person_get(email: str) -> User:
    """By address, as allauth looks for it.

    Raises:
        UnknownPersonError: when there is nobody.
    """
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        raise UnknownPersonError(f"Nobody has an account with the address {email}.")
    return user


@transaction.atomic
def person_create(*, email: str, password: str, runs_the_server: bool = False) -> User:
    """With an address that counts as verified: whoever runs the server says so.

    Raises:
        KnownPersonError: when the address has an account.
        ValidationError: when the password is too easy.
    """
    if User.objects.filter(email=email.lower()).exists():
        raise KnownPersonError(f"Somebody has an account with the address {email}.")
    user = user_new(email.lower())
    user.is_staff = user.is_superuser = runs_the_server
    validate_password(password, user)
    user.set_password(password)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def password_set(*, user: User, password: str, without_second_factor: bool) -> None:
    """Ends all sessions and tokens.

    Raises:
        ValidationError: when the password is too easy.
    """
    validate_password(password, user)
    user.set_password(password)
    user.save()
    if without_second_factor:
        Authenticator.objects.filter(user=user).delete()
