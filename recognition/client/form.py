"""A file and its fields as a multipart form, read from disk while it is sent."""

import hashlib
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from recognition.client.errors import RemoteError

BLOCK_BYTES = 2**18

OnProgress = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Form:
    """What is posted; it can be sent again from the start."""

    path: Path
    size_bytes: int
    fields: Mapping[str, str]
    boundary: str

    @classmethod
    def of(cls, path: Path, fields: Mapping[str, str]) -> "Form":
        return cls(path, path.stat().st_size, fields, secrets.token_hex(16))

    @property
    def headers(self) -> dict[str, str]:
        length = len(self._head()) + self.size_bytes + len(self._tail())
        return {"Content-Type": f"multipart/form-data; boundary={self.boundary}", "Content-Length": str(length)}

    def blocks(self, on_progress: OnProgress) -> Iterator[bytes]:
        """The bytes, and the share of them that was taken.

        Raises:
            RemoteError: `changed`, when the file has become shorter.
        """
        yield self._head()
        left = self.size_bytes
        with self.path.open("rb") as file:
            while left:
                block = file.read(min(BLOCK_BYTES, left))
                if not block:
                    raise RemoteError(f"{self.path} changed while it was sent.", code="changed")
                left -= len(block)
                yield block
                on_progress(1 - left / self.size_bytes)
        yield self._tail()

    def _head(self) -> bytes:
        parts = [f"{self._part(name)}\r\n\r\n{value}\r\n" for name, value in self.fields.items()]
        file = f'{self._part("file")}; filename="{_quoted(self.path.name)}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        return "".join([*parts, file]).encode(errors="replace")

    def _part(self, name: str) -> str:
        return f'--{self.boundary}\r\nContent-Disposition: form-data; name="{name}"'

    def _tail(self) -> bytes:
        return f"\r\n--{self.boundary}--\r\n".encode()


def sha256_of(path: Path) -> str:
    """The file's SHA-256, by which a server knows whether it has it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _quoted(name: str) -> str:
    """Quotes as RFC 2183 has them, which keeps them; lines end as browsers write it, in no line of the header."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return escaped.replace("\r", "%0D").replace("\n", "%0A")
