"""The site with a made-up model card, an instant pipeline, and folders of the test's own."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings
from rest_framework.test import APIClient

from recognition import inference
from recognition.engine.fusion import cards
from recognition.engine.testing import tone, write_wav
from recognition.models import Analysis, Recording
from recognition.services import analyses
from tests import fake_pipeline
from tests.recognition.browser import Browser, person

CARD = {
    "id": "voice-words",
    "version": "1.0.0",
    "task": "emotion from voice and words",
    "labels": ["sad", "happy"],
    "modalities": ["voice", "words"],
    "sha256": "1" * 64,
}


@pytest.fixture(autouse=True)
def own_folders(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    settings.FILE_UPLOAD_TEMP_DIR.mkdir()
    model = tmp_path / "checkpoints" / "voice-words"
    model.mkdir(parents=True)
    (model / "card.json").write_text(json.dumps(CARD))
    (model / "model.safetensors").write_bytes(b"weights")
    monkeypatch.setattr(cards, "CHECKPOINTS_DIR", model.parent)


@pytest.fixture(autouse=True)
def pipeline(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[fake_pipeline.Script]:
    settings.UNDERTONE_PIPELINE = "tests.fake_pipeline"
    inference.pipeline.cache_clear()
    script = fake_pipeline.Script()
    monkeypatch.setattr(fake_pipeline, "script", script)
    yield script
    inference.pipeline.cache_clear()


@pytest.fixture
def client() -> APIClient:
    return APIClient()


@pytest.fixture
def clip(tmp_path: Path) -> bytes:
    file = tmp_path / "clip.wav"
    write_wav(file, tone(1.5))
    return file.read_bytes()


Upload = Callable[..., Any]


@pytest.fixture
def upload(client: APIClient, clip: bytes) -> Upload:
    """Posts a recording; what is named replaces the defaults."""

    def send(*, content: bytes | None = None, name: str = "clip.wav", by: APIClient = client, **form: str) -> Any:
        file = SimpleUploadedFile(name, clip if content is None else content, "audio/wav")
        return by.post("/api/v1/recordings/", {"file": file, **form}, format="multipart")

    return send


@pytest.fixture
def recording(transactional_db: None, upload: Upload) -> Recording:
    return Recording.objects.get(id=upload().json()["id"])


@pytest.fixture
def analysis(recording: Recording) -> Analysis:
    """Queued; nobody has worked on it."""
    return Analysis.objects.get(recording=recording)


@pytest.fixture
def done(analysis: Analysis) -> Analysis:
    analyses.analysis_run(analysis_id=analysis.id)
    analysis.refresh_from_db()
    return analysis


@pytest.fixture
def stored_files(tmp_path: Path) -> Callable[[], list[Path]]:
    """Every file the site keeps or has half received."""
    return lambda: [path for root in ("media", "uploads") for path in (tmp_path / root).rglob("*") if path.is_file()]


@pytest.fixture
def required(settings: Settings) -> None:
    """Accounts are, and nobody has tried to sign in yet."""
    settings.UNDERTONE_ACCOUNTS = "required"
    cache.clear()  # where attempts are counted


@pytest.fixture
def ada() -> User:
    return person("ada@example.org")


@pytest.fixture
def adas_browser(required: None, ada: User) -> Browser:
    """Ada is signed in there."""
    browser = Browser()
    browser.sign_in(ada.email)
    return browser


@pytest.fixture
def accounts(settings: Settings, transactional_db: None) -> dict[str, APIClient]:
    """Accounts are required; clients of two users and of nobody."""
    settings.UNDERTONE_ACCOUNTS = "required"
    clients = {"nobody": APIClient()}
    for name in ("ada", "bob"):
        clients[name] = APIClient()
        clients[name].force_login(User.objects.create_user(name))
    return clients
