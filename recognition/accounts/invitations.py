"""Accounts made for others, who set their password by a link: the first administrator's, where nobody sends mail."""

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth.models import User
from django.db import transaction

from recognition.accounts.adapters import user_new


class HasPasswordError(Exception):
    """They need no invitation; the message says what there is instead."""


@transaction.atomic
def invitation(*, email: str, runs_the_server: bool) -> str:
    """The key of a link to the page of new passwords. It works once, and only until the next one is made.

    Raises:
        HasPasswordError: when a link was used, or the account was made otherwise.
    """
    user = User.objects.select_for_update().filter(email=email.lower()).first() or user_new(email.lower())
    if user.has_usable_password() and user.pk is not None:
        raise HasPasswordError(
            f"{email} has a password and can sign in. Another one is set with “manage.py user_password {email}”."
        )
    # A key is signed with the stored password, and what stands for none is random each time.
    user.set_unusable_password()
    user.is_staff = user.is_superuser = runs_the_server or user.is_superuser
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
