"""Files in Azure Blob storage, by managed identity. Read by range; written in blocks that appear all at once or not at all.

Named by `STORAGES` where UNDERTONE_STORAGE is “azure”; nothing of Azure is loaded elsewhere.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from azure.core.credentials import AccessTokenInfo, TokenCredential, TokenRequestOptions
from azure.core.exceptions import AzureError, ClientAuthenticationError, ResourceNotFoundError
from azure.identity import DefaultAzureCredential, ManagedIdentityCredential
from azure.storage.blob import BlobServiceClient, ContainerClient, ContentSettings
from django.core.files.base import File
from storages.backends.azure_storage import AzureStorage

from recognition.storage_errors import StorageUnavailableError

MIB = 2**20
READ_AHEAD_BYTES = MIB  # a player that asks for two bytes costs no more than this
BLOCK_BYTES = 8 * MIB  # of an upload; so much is in memory, and sent again where it fails
NO_CONTAINER = "ContainerNotFound"  # a mistake of whoever set this up, not a file that was deleted
TRANSPORT = {
    "connection_timeout": 5,
    "read_timeout": 30,
    "retry_total": 3,
    "initial_backoff": 1,
    "increment_base": 2,
    "random_jitter_range": 1,
    "max_single_put_size": BLOCK_BYTES,
    "max_block_size": BLOCK_BYTES,
}


@contextmanager
def told(name: str) -> Iterator[None]:
    """Azure's errors as the rest of the product knows them: a file that is not there, or a storage that is not."""
    try:
        yield
    except ResourceNotFoundError as error:
        if getattr(error, "error_code", None) == NO_CONTAINER:
            raise StorageUnavailableError(_one_line(error)) from error
        raise FileNotFoundError(f"no file is named {name}") from error
    except AzureError as error:
        raise StorageUnavailableError(_one_line(error)) from error


def _one_line(error: AzureError) -> str:
    return (str(error.message).strip().splitlines() or [type(error).__name__])[0]


class BlobReader(io.RawIOBase):
    """A blob as a file that can be read anywhere; each read is one request for a range."""

    def __init__(self, client: ContainerClient, name: str, size: int) -> None:
        self._client, self._name, self._size = client, name, size
        self._position = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: Any) -> int:
        block = self._range(len(buffer))
        buffer[: len(block)] = block
        return len(block)

    def readall(self) -> bytes:
        """At once; the base class would ask for eight kilobytes at a time."""
        return self._range(self._size)

    def _range(self, length: int) -> bytes:
        wanted = min(length, self._size - self._position)
        if wanted <= 0:
            return b""
        with told(self._name):
            block = bytes(self._client.download_blob(self._name, offset=self._position, length=wanted).readall())
        self._position += len(block)
        return block


class BlobStorage(AzureStorage):  # type: ignore[misc]  # it has no types
    """django-storages' Azure, without its keys and signed addresses, and without fetching a whole file to read a part."""

    def get_default_settings(self) -> dict[str, Any]:
        """Only what `STORAGES` gives: no setting of another name, and no key, is looked at."""
        unused = dict.fromkeys(super().get_default_settings())
        return unused | {
            "azure_ssl": True,
            "location": "",
            "timeout": 30,
            "upload_max_conn": 2,
            "overwrite_files": False,
            "object_parameters": {},
            "default_content_type": "application/octet-stream",
            "endpoint": "",
            "client_id": None,
            "transport": {},
        }

    def _get_service_client(self) -> BlobServiceClient:
        return BlobServiceClient(
            self.endpoint, credential=_credential(self.client_id), **{**TRANSPORT, **self.transport}
        )

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        if mode != "rb":
            raise ValueError("Files of this storage are only read, and saved whole.")
        path = self._get_valid_path(name)
        with told(name):
            found = self.client.get_blob_client(path).get_blob_properties(timeout=self.timeout)
        reader = io.BufferedReader(BlobReader(self.client, path, found.size), READ_AHEAD_BYTES)
        file: File[bytes] = File(cast(Any, reader), name)
        file.size = found.size
        return file

    def _save(self, name: str, content: "File[bytes]") -> str:
        """In blocks, committed at the end: one that breaks off leaves nothing that could be read.

        Overwriting is right: the name was free a moment ago, and a repeated request may find what its first try wrote.
        """
        with told(name):
            self.client.upload_blob(
                self._get_valid_path(name),
                **_from_its_start(content),
                content_settings=ContentSettings(content_type=self.default_content_type),
                max_concurrency=self.upload_max_conn,
                timeout=self.timeout,
                overwrite=True,
            )
        return name

    def exists(self, name: str) -> bool:
        with told(name):
            return bool(super().exists(name))

    def delete(self, name: str) -> None:
        with told(name):
            super().delete(name)

    def size(self, name: str) -> int:
        with told(name):
            return int(super().size(name))

    def get_modified_time(self, name: str) -> datetime:
        with told(name):
            return cast(datetime, super().get_modified_time(name))

    def listdir(self, path: str = "") -> tuple[list[str], list[str]]:
        """Folders and files of one level, as Django has it; the base class lists all below as files."""
        prefix = f"{path.strip('/')}/" if path.strip("/") else ""
        folders: list[str] = []
        names: list[str] = []
        with told(path):
            for each in self.client.walk_blobs(name_starts_with=prefix, delimiter="/", timeout=self.timeout):
                level = folders if each.name.endswith("/") else names
                level.append(each.name.removeprefix(prefix).rstrip("/"))
        return folders, names

    def stored(self, folder: str) -> Iterator[tuple[str, datetime]]:
        """Every file below a folder and when it was written, in order of names: one request for five thousand."""
        with told(folder):
            for each in self.client.list_blobs(name_starts_with=f"{folder}/", timeout=self.timeout):
                yield each.name, each.last_modified

    def reach(self) -> None:
        """Raises unless the container answers: cheaper than writing, and asked for by every probe of every replica."""
        with told(self.azure_container):
            self.client.get_container_properties(timeout=self.timeout)


class _Forward:
    """What a backup is restored from can only be read on: its blocks are sent as they come."""

    def __init__(self, content: "File[bytes]") -> None:
        self.read = content.read


def _from_its_start(content: "File[bytes]") -> dict[str, Any]:
    """What to send, and how long it is where that can be known."""
    try:
        content.seek(0)
        return {"data": content, "length": content.size}
    except (AttributeError, OSError):  # tarfile's streams say that they can be rewound
        return {"data": _Forward(content)}


class ManagedIdentity(ManagedIdentityCredential):
    """One whose every failure is Azure's: an answer that is no JSON would come as a ValueError."""

    def get_token_info(self, *scopes: str, options: TokenRequestOptions | None = None) -> AccessTokenInfo:
        try:
            return cast(AccessTokenInfo, super().get_token_info(*scopes, options=options))
        except ValueError as error:
            raise ClientAuthenticationError(f"the managed identity's token was not understood: {error}") from error


def _credential(client_id: str | None) -> TokenCredential:
    """The identity that was named; else whichever this machine or person has (“az login” on a laptop)."""
    return DefaultAzureCredential() if client_id is None else ManagedIdentity(client_id=client_id)
