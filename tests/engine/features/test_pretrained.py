"""Weights by folder, and from a hub: a real server on this machine that speaks as Hugging Face's does."""

import hashlib
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from recognition.engine.errors import ModelUnavailableError
from recognition.engine.features.pretrained import open_pretrained
from tests.loopback import serving

FILES = ("config.json", "model.safetensors")
CONFIG, WEIGHTS = b'{"model_type": "vit"}', b"weights" * 1000


class Hub(BaseHTTPRequestHandler):
    sent_weights = WEIGHTS

    def do_GET(self) -> None:
        git = hashlib.sha1(b"blob %d\0" % len(CONFIG) + CONFIG).hexdigest()
        large = {"sha256": hashlib.sha256(WEIGHTS).hexdigest(), "size": len(WEIGHTS)}
        told = {
            "sha": "c0ffee",
            "siblings": [
                {"rfilename": FILES[0], "blobId": git},
                {"rfilename": FILES[1], "blobId": "0" * 40, "lfs": large},
            ],
        }
        answers = {
            "/api/models/own/vit?blobs=true": json.dumps(told).encode(),
            "/own/vit/resolve/c0ffee/config.json": CONFIG,
            "/own/vit/resolve/c0ffee/model.safetensors": type(self).sent_weights,
        }
        if self.path not in answers:
            self.send_error(404)
            return
        body = answers[self.path]
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def hub() -> Iterator[str]:
    Hub.sent_weights = WEIGHTS
    with serving(Hub) as url:
        yield url


def test_a_name_is_fetched_from_the_hub_once_and_then_found_here(hub: str, tmp_path: Path) -> None:
    first = open_pretrained("own/vit", FILES, tmp_path, hub=hub)
    again = open_pretrained("own/vit", FILES, tmp_path, fetch=False)
    assert first == again
    assert first.folder == tmp_path / "own--vit"
    assert first.sha256 == hashlib.sha256(WEIGHTS).hexdigest()


def test_a_folder_is_taken_as_it_is(hub: str, tmp_path: Path) -> None:
    open_pretrained("own/vit", FILES, tmp_path, hub=hub)
    assert open_pretrained(str(tmp_path / "own--vit"), FILES, None).sha256 == hashlib.sha256(WEIGHTS).hexdigest()


def test_weights_that_are_not_what_the_hub_tells_are_thrown_away(hub: str, tmp_path: Path) -> None:
    Hub.sent_weights = WEIGHTS[:-1] + b"!"
    with pytest.raises(ModelUnavailableError, match="checksum") as refused:
        open_pretrained("own/vit", FILES, tmp_path, hub=hub)
    assert refused.value.code == "checksum_mismatch"
    assert not (tmp_path / "own--vit" / FILES[1]).exists()


def test_what_the_hub_does_not_have_is_told_with_the_place_for_a_folder(hub: str, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="own--other"):
        open_pretrained("own/other", FILES, tmp_path, hub=hub)


def test_nothing_is_fetched_unless_it_may_be(hub: str, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="is not here"):
        open_pretrained("own/vit", FILES, tmp_path, fetch=False, hub=hub)
