"""Files in Azure Blob storage, over the protocol that Azure speaks."""

import io
import os
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from recognition import blob_storage
from recognition.storage_errors import StorageUnavailableError
from tests.storage.blob_stand_in import ACCOUNT, BlobStandIn
from tests.storage.conftest import PATIENT

LARGE = os.urandom(3 * blob_storage.BLOCK_BYTES + 17)


def stored(name: str, content: bytes) -> str:
    return default_storage.save(name, ContentFile(content))


def test_what_is_saved_is_read_back(on_blobs: BlobStandIn) -> None:
    name = stored("recordings/1/original", b"sound")
    with default_storage.open(name, "rb") as file:
        assert (file.size, file.read()) == (5, b"sound")


def test_a_large_file_goes_up_in_blocks_and_is_there_only_when_all_are(on_blobs: BlobStandIn) -> None:
    name = stored("recordings/1/original", LARGE)
    blocks = [each for each in on_blobs.asked if "comp=block&" in each]
    assert len(blocks) == 4
    assert "comp=blocklist" in on_blobs.asked[-1]
    assert on_blobs.blobs[name].content == LARGE


def test_a_part_is_read_without_the_rest(on_blobs: BlobStandIn) -> None:
    name = stored("recordings/1/original", LARGE)
    on_blobs.asked.clear()
    with default_storage.open(name, "rb") as file:
        file.seek(-20, io.SEEK_END)
        assert file.read(10) == LARGE[-20:-10]
    assert [each.split()[0] for each in on_blobs.asked] == ["HEAD", "GET"]


def test_it_is_read_block_by_block_to_its_end(on_blobs: BlobStandIn) -> None:
    name = stored("recordings/1/original", LARGE)
    with default_storage.open(name, "rb") as file:
        assert b"".join(file.chunks(100_000)) == LARGE


def test_it_is_read_to_its_end_in_few_requests(on_blobs: BlobStandIn) -> None:
    name = stored("recordings/1/original", LARGE)
    on_blobs.asked.clear()
    with default_storage.open(name, "rb") as file:
        assert file.read() == LARGE
    assert len(on_blobs.asked) < 10


def test_an_empty_file_is_one(on_blobs: BlobStandIn) -> None:
    with default_storage.open(stored("recordings/1/peaks", b""), "rb") as file:
        assert (file.size, file.read()) == (0, b"")


def test_nothing_is_stored_as_what_its_sender_called_it(on_blobs: BlobStandIn) -> None:
    file = ContentFile(b"<script>")
    file.content_type = "text/html"  # type: ignore[attr-defined]
    name = default_storage.save("recordings/1/original", file)
    assert on_blobs.blobs[name].content_type == "application/octet-stream"


def test_a_file_that_is_not_there_is_no_outage(on_blobs: BlobStandIn) -> None:
    with pytest.raises(FileNotFoundError):
        default_storage.open("recordings/1/original", "rb")
    with pytest.raises(FileNotFoundError):
        default_storage.size("recordings/1/original")
    assert not default_storage.exists("recordings/1/original")
    default_storage.delete("recordings/1/original")


def test_folders_and_files_are_listed_apart_page_by_page(on_blobs: BlobStandIn) -> None:
    for number in range(5):
        stored(f"recordings/{number}/original", b"1")
    stored("recordings/notes", b"1")
    assert default_storage.listdir("recordings") == (["0", "1", "2", "3", "4"], ["notes"])
    assert default_storage.listdir("recordings/3") == ([], ["original"])


def test_the_identity_s_token_is_asked_for_once(on_blobs: BlobStandIn) -> None:
    for number in range(3):
        stored(f"recordings/{number}/original", b"1")
    assert on_blobs.tokens_given == 1


def test_a_container_that_is_missing_is_said_to_be(on_blobs: BlobStandIn) -> None:
    default_storage.azure_container = "media2"  # type: ignore[attr-defined]
    with pytest.raises(StorageUnavailableError, match="ContainerNotFound"):
        stored("recordings/1/original", b"1")


def test_an_identity_without_a_right_is_no_missing_file(on_blobs: BlobStandIn) -> None:
    on_blobs.fault = lambda _method, _path: 403
    with pytest.raises(StorageUnavailableError):
        default_storage.open("recordings/1/original", "rb")


def failing(on_blobs: BlobStandIn, times: int, status: int, *, method: str = "PUT") -> None:
    left = [times]

    def fault(asked: str, _path: str) -> int | None:
        if asked != method or left[0] == 0:
            return None
        left[0] -= 1
        return status

    on_blobs.fault = fault


@pytest.mark.parametrize("status", [503, 500, 0], ids=["busy", "broken", "cut off"])
def test_what_fails_once_is_tried_again_by_itself(on_blobs: BlobStandIn, status: int) -> None:
    failing(on_blobs, 1, status)
    name = stored("recordings/1/original", LARGE)
    assert on_blobs.blobs[name].content == LARGE
    failing(on_blobs, 1, status, method="GET")
    with default_storage.open(name, "rb") as file:
        assert file.read() == LARGE


@pytest.mark.parametrize("status", [503, 0, -1], ids=["busy", "cut off", "silent"])
def test_what_goes_on_failing_is_an_outage_and_leaves_nothing(on_blobs: BlobStandIn, status: int) -> None:
    if status == -1:
        default_storage.transport = {**PATIENT, "read_timeout": 1}  # type: ignore[attr-defined]
    on_blobs.fault = lambda method, _path: status if method == "PUT" else None
    with pytest.raises(StorageUnavailableError):
        stored("recordings/1/original", LARGE)
    assert not on_blobs.blobs


Asked = Callable[[], object]


@pytest.mark.parametrize(
    "ask",
    [
        lambda: default_storage.exists("a"),
        lambda: default_storage.size("a"),
        lambda: default_storage.delete("a"),
        lambda: default_storage.open("a", "rb"),
        lambda: default_storage.listdir("a"),
        lambda: default_storage.get_modified_time("a"),
    ],
    ids=["exists", "size", "delete", "open", "listdir", "modified"],
)
def test_every_question_tells_of_an_outage_in_the_same_words(on_blobs: BlobStandIn, ask: Asked) -> None:
    on_blobs.fault = lambda _method, _path: 503
    with pytest.raises(StorageUnavailableError):
        ask()


def test_nobody_can_reach_it_without_the_identity(blobs: BlobStandIn) -> None:
    storage = blob_storage.BlobStorage(
        endpoint=blobs.endpoint, account_name=ACCOUNT, azure_container="media", client_id="another",
        transport={"retry_total": 0},
    )  # fmt: skip
    with pytest.raises(StorageUnavailableError):
        storage.save("recordings/1/original", File(io.BytesIO(b"1")))
