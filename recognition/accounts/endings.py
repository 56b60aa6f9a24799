"""What ends with what: a new password ends tokens, the end of a session closes its sockets."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_delete
from django.http import HttpRequest

from recognition import events
from recognition.accounts.tokens import tokens_revoke
from recognition.middleware import SIGNED_OUT


class TokensEndWithPassword:
    """One of AUTH_PASSWORD_VALIDATORS, since these alone hear of every new password, by whatever way it was set.

    Whoever knew the old one may have made tokens with it.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        """Any password will do for this."""

    def password_changed(self, password: str, user: User | None = None) -> None:
        if user is not None:
            tokens_revoke(user)

    def get_help_text(self) -> str:
        return "A new password ends all other sessions and all API tokens."


def connect() -> None:
    user_logged_out.connect(_signed_out)
    post_delete.connect(_session_deleted, sender=UserSession)


def _signed_out(user: Any, request: HttpRequest | None = None, **_kwargs: Any) -> None:
    if request is not None:
        setattr(request, SIGNED_OUT, True)
    if user is not None:
        events.session_ended(owner_id=user.pk)


def _session_deleted(instance: UserSession, **_kwargs: Any) -> None:
    events.session_ended(owner_id=instance.user_id)
