"""What the authorisation matrix is played on: a recording of Ada's with all that hangs on it, and everybody who might ask."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms.models import model_to_dict
from django.utils import timezone
from rest_framework.test import APIClient

from recognition.accounts.models import ApiToken
from recognition.models import Analysis, Preferences, Recording, Segment, ShareLink
from recognition.services import analyses
from tests.recognition.browser import person

API = "/api/v1/"
CALLERS_OWN = "of a caller"  # tokens that are no part of the world


@dataclass(frozen=True)
class World:
    ada: User
    bob: User
    ids: dict[str, str]  # of what is Ada's, by the names in the schema's addresses
    secret: str  # of the link that Ada made
    clip: bytes

    def address(self, path: str) -> str:
        return path.format_map(self.ids)

    def adas(self) -> list[Any]:
        """Everything that is hers, as it is stored: what an outsider's request must leave as it was."""
        rows: list[Any] = [
            *Recording.objects.filter(owner=self.ada).order_by("pk"),
            *Analysis.objects.filter(recording__owner=self.ada).order_by("pk"),
            *Segment.objects.filter(analysis__recording__owner=self.ada).order_by("pk"),
            *ShareLink.objects.filter(recording__owner=self.ada).order_by("pk"),
            *Preferences.objects.filter(owner=self.ada),
            *ApiToken.objects.filter(user=self.ada).exclude(name=CALLERS_OWN).order_by("pk"),
        ]
        return [(type(row).__name__, row.pk, model_to_dict(row, exclude=["last_used_at"])) for row in rows]


def world_make(clip: bytes) -> World:
    ada, bob = person("ada@example.org"), person("bob@example.org")
    browser = session(ada)
    file = SimpleUploadedFile("clip.wav", clip, "audio/wav")
    made = browser.post(f"{API}recordings/", {"file": file}, format="multipart").json()
    analyses.analysis_run(analysis_id=made["analysis"]["id"])
    link = browser.post(f"{API}recordings/{made['id']}/links/", {"sound": True}, format="json").json()
    token, _ = ApiToken.objects.create(user=ada, expiry=None, name="to be revoked")
    ids = {
        "recording_id": made["id"],
        "analysis_id": made["analysis"]["id"],
        "index": "0",
        "format": "json",
        "model_id": "voice-words",
        "link_id": link["id"],
        "token_id": str(token.id),
    }
    return World(ada, bob, ids, link["url"].partition("#")[2], clip)


def session(user: User) -> APIClient:
    client = APIClient()
    client.force_login(user)
    return client


def signed_out(user: User) -> APIClient:
    """Whoever has stolen the cookie of a session that has ended."""
    client = session(user)
    client.session.delete()
    return client


def token(user: User, *, age: timedelta | None = None, revoked: bool = False) -> APIClient:
    row, secret = ApiToken.objects.create(user=user, expiry=None, name=CALLERS_OWN)
    if age is not None:
        ApiToken.objects.filter(pk=row.pk).update(expiry=timezone.now() - age)
    if revoked:
        row.delete()
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def locked_out(user: User) -> APIClient:
    """A token of somebody who has been locked out: a namesake, so that Ada herself is not."""
    other = person(f"former.{user.email}", is_active=False)
    return token(other)


def link_holder(world: World) -> APIClient:
    """Nobody in particular, who has opened the link that Ada made."""
    client = APIClient()
    assert client.post(f"{API}shared/open/", {"secret": world.secret}, format="json").status_code == 200
    return client


CALLERS: dict[str, Callable[[World], APIClient]] = {
    "anonymous": lambda _world: APIClient(),
    "session that ended": lambda world: signed_out(world.ada),
    "expired token": lambda world: token(world.ada, age=timedelta(seconds=1)),
    "revoked token": lambda world: token(world.ada, revoked=True),
    "locked-out user's token": lambda world: locked_out(world.ada),
    "link holder": link_holder,
    "other user": lambda world: session(world.bob),
    "other user's token": lambda world: token(world.bob),
    "owner": lambda world: session(world.ada),
    "owner's token": lambda world: token(world.ada),
}
