"""What is done with share links: made, opened, taken back, and swept when their time is over."""

from datetime import timedelta
from uuid import UUID, uuid4

import structlog
from django.db import transaction
from django.db.models import F
from django.http import Http404
from django.utils import timezone

from recognition.exceptions import ApplicationError
from recognition.links import links_of, secret_hash, secret_make
from recognition.models import Recording, ShareLink

logger = structlog.get_logger(__name__)

MAX_LINKS = 50  # of one recording; more than anybody keeps apart


def link_create(
    *, recording: Recording, analysis: UUID | None, expires_days: int, sound: bool, note: str
) -> tuple[ShareLink, str]:
    """The link and its secret, which nobody can read again."""
    if analysis is not None and not recording.analyses.filter(id=analysis).exists():
        raise Http404
    link_id = uuid4()
    secret = secret_make(link_id)
    with transaction.atomic():
        Recording.objects.select_for_update().get(id=recording.id)  # two at once do not both find the last place
        if links_of(recording).count() >= MAX_LINKS:
            raise ApplicationError(
                f"This recording has {MAX_LINKS} links already. Take one back before you make another.",
                code="too_many_links",
            )
        link = ShareLink.objects.create(
            id=link_id,
            recording=recording,
            analysis_id=analysis,
            secret_sha256=secret_hash(secret),
            expires_at=timezone.now() + timedelta(days=expires_days),
            sound=sound,
            note=note,
        )
    logger.info("link_made", link_id=str(link.id), recording_id=str(recording.id))
    return link, secret


def link_revoke(*, recording: Recording, link_id: UUID) -> None:
    deleted, _by_model = ShareLink.objects.filter(recording=recording, id=link_id).delete()
    if not deleted:
        raise Http404
    logger.info("link_taken_back", link_id=str(link_id), recording_id=str(recording.id))


def link_opened(link: ShareLink) -> None:
    """Counted in the row, so that two at once both count."""
    ShareLink.objects.filter(id=link.id).update(times_opened=F("times_opened") + 1, last_opened_at=timezone.now())


def links_sweep() -> None:
    """Delete those whose time is over."""
    count, _by_model = ShareLink.objects.filter(expires_at__lte=timezone.now()).delete()
    if count:
        logger.info("links_swept", count=count)
