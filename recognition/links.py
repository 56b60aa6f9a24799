"""Share links: what the secret in an address is, and what somebody who holds one may read."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from uuid import UUID

from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from recognition.exceptions import ApplicationError
from recognition.models import Analysis, Recording, ShareLink
from recognition.permissions import accounts_required
from recognition.selectors import WAVEFORM, analyses_all

SECRET_BYTES = 32
COOKIE = "undertone_shared"
COOKIE_MAX_AGE = timedelta(hours=12)
COOKIE_SALT = "undertone.shared"


class LinkEnded(ApplicationError):
    """One answer for whatever does not open: a guess learns nothing of what was there."""

    def __init__(self) -> None:
        super().__init__(
            "This link does not work any more: its time is over, or it was taken back, or what it showed was deleted.",
            code="link_ended",
        )


def secret_make(link_id: UUID) -> str:
    """What stands behind the # of the address: the link's id, to find it by, and 256 random bits."""
    return _text(link_id.bytes + secrets.token_bytes(SECRET_BYTES))


def secret_hash(secret: str) -> str:
    # Not a password: nobody guesses 256 random bits, so a slow hash would protect nothing.
    return hashlib.sha256(secret.encode()).hexdigest()


def link_by_secret(secret: str) -> ShareLink:
    """The link that this secret opens.

    Raises:
        LinkEnded: when there is none, or it shows nothing any more.
    """
    link = _link(_id_in(secret))
    if not hmac.compare_digest(link.secret_sha256, secret_hash(secret)):
        raise LinkEnded
    return link


def link_by_cookie(request: HttpRequest, link_id: UUID) -> ShareLink:
    """The link, for a browser that has opened it.

    Raises:
        LinkEnded: for everybody else.
    """
    try:
        opened = signing.loads(request.COOKIES.get(cookie_name(link_id), ""), salt=COOKIE_SALT, max_age=COOKIE_MAX_AGE)
    except signing.BadSignature:
        raise LinkEnded from None
    link = _link(link_id)
    # Of an id that was restored from a backup, or given again, an old cookie opens nothing.
    if not hmac.compare_digest(str(opened), _opened(link)):
        raise LinkEnded
    return link


def cookie_set(request: HttpRequest, response: HttpResponseBase, link: ShareLink) -> None:
    """From now on this browser may read what the link shows, and sends the cookie nowhere else."""
    left = min(COOKIE_MAX_AGE, link.expires_at - timezone.now())
    response.set_cookie(
        cookie_name(link.id),
        signing.dumps(_opened(link), salt=COOKIE_SALT),
        max_age=left,
        path=f"/api/v1/shared/{link.id}/",
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def cookie_name(link_id: UUID) -> str:
    return f"{COOKIE}_{link_id.hex}"


def links_working() -> QuerySet[ShareLink]:
    """Not expired, of a recording that is not deleted and, with accounts, of an owner who may still sign in."""
    links = ShareLink.objects.filter(expires_at__gt=timezone.now(), recording__deleted_at__isnull=True)
    return links.filter(recording__owner__is_active=True) if accounts_required() else links


def links_of(recording: Recording) -> QuerySet[ShareLink]:
    """Those that still work, newest first."""
    return links_working().filter(recording=recording)


def shared_analysis(link: ShareLink) -> Analysis:
    """The one that the link shows; no other can be reached by it."""
    analyses = analyses_all().filter(recording=link.recording_id)
    chosen = analyses.filter(id=link.analysis_id) if link.analysis_id else analyses.order_by("-created_at", "id")
    analysis = chosen.first()
    if analysis is None:
        raise LinkEnded
    return analysis


def shared_address(request: HttpRequest, secret: str) -> str:
    """A browser sends what stands behind the # to nobody: neither a log nor a referrer holds it."""
    return f"{request.build_absolute_uri('/shared')}#{secret}"


def _link(link_id: UUID) -> ShareLink:
    link = links_working().select_related("recording").defer(f"recording__{WAVEFORM}").filter(id=link_id).first()
    if link is None:
        raise LinkEnded
    return link


def _opened(link: ShareLink) -> str:
    return f"{link.id}:{hashlib.sha256(link.secret_sha256.encode()).hexdigest()}"


def _text(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")


def _id_in(secret: str) -> UUID:
    """Its first sixteen bytes."""
    try:
        content = urlsafe_b64decode(secret.encode("ascii"))
    except ValueError:
        raise LinkEnded from None
    if len(content) != 16 + SECRET_BYTES or _text(content) != secret:
        raise LinkEnded
    return UUID(bytes=content[:16])
