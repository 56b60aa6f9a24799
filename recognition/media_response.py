"""A stored file over HTTP, whole or in part: players seek by byte range."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Iterator
from typing import BinaryIO, Self

from django.core.files.base import File
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response

CHUNK_BYTES = 256 * 1024
# Opened by itself in a tab, what somebody uploaded is played there and can do nothing else, whatever it is.
SANDBOX = "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


class FileStream(StreamingHttpResponse):
    """Django under ASGI would read a plain iterator to its end before sending; this reads one block at a time."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        blocks = iter(self)
        while (block := await asyncio.to_thread(_next, blocks)) is not None:
            yield block


def _next(blocks: Iterator[bytes]) -> bytes | None:
    """An archive reads rows in between, each time in another thread, which would keep the connection."""
    try:
        return next(blocks, None)
    finally:
        close_old_connections()


def ranged_file_response(request: HttpRequest, file: "File[bytes]", *, media_type: str, etag: str) -> HttpResponseBase:
    """200, 206, 304 or 416, as the request's headers ask."""
    size, quoted = file.size, f'"{etag}"'
    response = _answer(request, file, size=size, etag=quoted)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["ETag"] = quoted
    response.headers["Cache-Control"] = "private, no-cache"
    if response.status_code in (200, 206):
        response.headers["Content-Type"] = media_type
        response.headers["Content-Security-Policy"] = SANDBOX
        response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _answer(request: HttpRequest, file: "File[bytes]", *, size: int, etag: str) -> HttpResponseBase:
    if known := get_conditional_response(request, etag=etag):
        file.close()
        return known
    if request.method == "HEAD":  # of which ranges are not asked, nor bytes
        file.close()
        return HttpResponse(headers={"Content-Length": str(size)})
    part = _RANGE.fullmatch(request.headers.get("Range", ""))
    if part is None or request.headers.get("If-Range", etag) != etag or part.group() == "bytes=-":
        return _stream(file, 0, size, status=200)
    first, last = _bounds(part, size)
    if first > last:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = _stream(file, first, last - first + 1, status=206)
    response.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response


def _bounds(part: "re.Match[str]", size: int) -> tuple[int, int]:
    """First and last byte asked for; first > last when nothing of it exists."""
    first, last = part.groups()
    if not first:
        return (max(0, size - int(last)), size - 1) if int(last) else (size, size - 1)
    return int(first), min(int(last), size - 1) if last else size - 1


def _stream(file: "File[bytes]", start: int, length: int, *, status: int) -> FileStream:
    file.seek(start)
    response = FileStream(FileBlocks(file, length), status=status)
    response.headers["Content-Length"] = str(length)
    return response


class FileBlocks:
    """A file in blocks, up to so many bytes. Django closes it with the answer, and with it the file: a generator that was never
    begun would not."""

    def __init__(self, file: "File[bytes] | BinaryIO", length: int = sys.maxsize) -> None:
        self._file, self._left = file, length

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> bytes:
        block = self._file.read(min(CHUNK_BYTES, self._left))
        if not block:
            raise StopIteration
        self._left -= len(block)
        return block

    def close(self) -> None:
        self._file.close()
