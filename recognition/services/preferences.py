"""What somebody chose for all their recordings: stored, checked, and filled in where an upload leaves something out."""

from typing import Any

from django.conf import settings

from recognition.exceptions import ApplicationError
from recognition.models import Preferences
from recognition.permissions import accounts_required
from recognition.selectors import User
from recognition.services.choices import choices_check

DEFAULT_MODEL = "voice-words"
DEFAULT_ASR = "auto"


def preferences_get(user: User) -> Preferences:
    """Their row; one that has never been stored holds the server's own ways."""
    owner_id = _owner_id(user)
    stored = Preferences.objects.filter(owner_id=owner_id).first()
    return stored or Preferences(owner_id=owner_id)


def preferences_change(user: User, changes: dict[str, Any]) -> Preferences:
    _retention_check(changes.get("retention_days"))
    choices_check(model=changes.get("model") or DEFAULT_MODEL, asr=changes.get("asr") or DEFAULT_ASR)
    Preferences.objects.update_or_create(owner_id=_owner_id(user), defaults=changes)
    return preferences_get(user)


def choices_fill(user: User, asked: dict[str, Any]) -> dict[str, Any]:
    """The choices for an analysis: as asked, else as preferred, else the server's."""
    preferred = preferences_get(user)
    return {
        "model": preferred.model or DEFAULT_MODEL,
        "asr": preferred.asr or DEFAULT_ASR,
        "language": None,
        "speaker_baseline": preferred.speaker_baseline,
        **asked,
    }


def _retention_check(days: int | None) -> None:
    limit = settings.UNDERTONE_RETENTION_DAYS
    if days is not None and limit is not None and days > limit:
        raise ApplicationError(
            f"This server keeps recordings for {limit} days at most; {days} is longer.", code="over_server_limit"
        )


def _owner_id(user: User) -> int | None:
    return user.pk if accounts_required() else None
