"""Writes of tokens, and the reads that their list needs."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import QuerySet

from recognition.accounts.models import ApiToken
from recognition.exceptions import ApplicationError

MOST_TOKENS = 50


def tokens_of(user: Any) -> QuerySet[ApiToken]:
    found: QuerySet[ApiToken] = ApiToken.objects.filter(user=user)
    return found


def token_create(*, user: User, name: str, expires_days: int | None) -> tuple[ApiToken, str]:
    """The row, and the token itself, which nobody can read again."""
    if tokens_of(user).count() >= MOST_TOKENS:
        raise ApplicationError(f"There are {MOST_TOKENS} tokens, the most one may have.", code="too_many_tokens")
    expiry = None if expires_days is None else timedelta(days=expires_days)
    made: tuple[ApiToken, str] = ApiToken.objects.create(user=user, expiry=expiry, name=name)
    return made


def token_revoke(*, user: Any, token_id: UUID) -> bool:
    """Whether there was such a token."""
    return tokens_of(user).filter(id=token_id).delete()[0] > 0


def tokens_revoke(user: Any) -> None:
    tokens_of(user).delete()
