"""The product as it runs in Azure: web and a worker that share no folder, files in Blob storage, as a managed identity."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from recognition.engine.testing import tone, write_wav
from tests.integration.running_site import RunningSite, running_site
from tests.storage.blob_stand_in import BlobStandIn, blob_stand_in


@pytest.fixture
def blobs(tmp_path: Path) -> Iterator[BlobStandIn]:
    with blob_stand_in(tmp_path) as stand_in:
        yield stand_in


@pytest.fixture
def site(blobs: BlobStandIn, tmp_path: Path) -> Iterator[RunningSite]:
    with running_site(tmp_path, **blobs.variables) as site:
        yield site


def test_from_upload_to_deletion(site: RunningSite, blobs: BlobStandIn, tmp_path: Path) -> None:
    clip = tmp_path / "clip.wav"
    write_wav(clip, tone(6.0))
    content = clip.read_bytes()
    analysis = site.upload(clip)
    # Refused, which the client does not repeat by itself as it does what is busy.
    blobs.fault = lambda method, path: 403 if method == "GET" and "original" in path else None
    site.start_worker()
    site.until(analysis, lambda body: body["status"] == "queued" and "analysis_put_off" in site.log())
    blobs.fault = lambda _method, _path: None
    ended = site.until(analysis, lambda body: body["status"] in ("done", "failed"))
    assert ended["status"] == "done", ended
    recording = ended["recording"]
    address = f"/api/v1/recordings/{recording}/media/"
    answer = site.http.get(address, headers={"Range": "bytes=1000-1999"})
    assert (answer.status_code, answer.content) == (206, content[1000:2000])
    assert site.http.get(address).content == content
    assert [path for path in (tmp_path / "data" / "media").rglob("*") if path.is_file()] == []
    site.http.delete(f"/api/v1/recordings/{recording}/").raise_for_status()
    assert blobs.blobs == {}
    assert [path for path in (tmp_path / "data" / "uploads").rglob("*") if path.is_file()] == []
