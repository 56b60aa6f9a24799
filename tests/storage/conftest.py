"""The site on Blob storage: the stand-in always, and Azurite where AZURITE names its program."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from pytest_django import Settings

from tests.storage.blob_stand_in import ACCOUNT, CLIENT_ID, CONTAINER, BlobStandIn, blob_stand_in

PATIENT = {"read_timeout": 60, "connection_timeout": 60, "retry_total": 2, "initial_backoff": 0, "increment_base": 0,
           "random_jitter_range": 0.05}  # fmt: skip
"""As in production, but that no test waits long between two tries."""


@pytest.fixture
def blobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BlobStandIn]:
    with blob_stand_in(tmp_path) as stand_in:
        for name, value in stand_in.identity_variables.items():
            monkeypatch.setenv(name, value)
        yield stand_in


@pytest.fixture
def on_blobs(blobs: BlobStandIn, settings: Settings) -> BlobStandIn:
    """The site's files are there."""
    options: dict[str, Any] = {
        "account_name": ACCOUNT,
        "azure_container": CONTAINER,
        "endpoint": blobs.endpoint,
        "client_id": CLIENT_ID,
        "transport": PATIENT,
    }
    backend = {"BACKEND": "recognition.blob_storage.BlobStorage", "OPTIONS": options}
    settings.UNDERTONE_STORAGE = "azure"
    settings.STORAGES = {**settings.STORAGES, "default": backend}
    assert type(default_storage._wrapped).__name__ != "FileSystemStorage"  # type: ignore[attr-defined]
    return blobs
