"""Programs sign every request with a token: “Authorization: Bearer …”."""

from datetime import timedelta
from typing import Any

from django.db.models import CharField
from django.utils import timezone
from knox.auth import TokenAuthentication as KnoxAuthentication
from knox.crypto import hash_token
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from recognition.accounts.models import ApiToken
from recognition.permissions import accounts_required
from recognition.prepared import Given, Prepared

BY_DIGEST = Prepared(lambda: ApiToken.objects.select_related("user").filter(digest=Given("digest", CharField())))
USE_NOTED_EVERY = timedelta(minutes=1)  # not a write for every request


class TokenAuthentication(KnoxAuthentication):  # type: ignore[misc] # knox has no types
    """As knox', but an expired token stays to be seen in the list, and any bytes are no more than a wrong token."""

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        signed: tuple[Any, ApiToken] | None = super().authenticate(request) if accounts_required() else None
        return signed

    def authenticate_credentials(self, token: bytes) -> tuple[Any, ApiToken]:
        found = BY_DIGEST.first(digest=hash_token(token.decode("latin1")))
        if found is None or not found.user.is_active:
            raise AuthenticationFailed("This token is not valid, or was revoked.", code="token_invalid")
        if found.expiry is not None and found.expiry <= timezone.now():
            raise AuthenticationFailed("This token has expired. Make a new one in the settings.", code="token_expired")
        _use_note(found)
        return found.user, found


def _use_note(token: ApiToken) -> None:
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
