"""A zip of many recordings, made while it is sent: whatever its size, no more than a block of it is in memory."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.db.models import QuerySet
from django.utils import timezone

from recognition import files, results
from recognition.engine.exporters.base import TEXT_FORMATS, export
from recognition.engine.exporters.segment_table import plain_text
from recognition.library_serializers import MEDIA
from recognition.models import Analysis, Recording

RECORDINGS_AT_ONCE = 50
BLOCK_BYTES = 256 * 1024
INDEX = "recordings.csv"
INDEX_COLUMNS = ("id", "title", "name", "recorded", "duration_s", "analyses", "state", "model", "reads_as", "files")


class Outlet(io.RawIOBase):
    """A file that can only be written on; what was written is taken out in between."""

    def __init__(self) -> None:
        self.written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self.written += content
        return len(content)

    def take(self) -> bytes:
        taken = bytes(self.written)
        self.written.clear()
        return taken


@dataclass
class Names:
    """Names of files in the archive, each once."""

    used: set[str] = field(default_factory=set)

    def free(self, stem: str) -> str:
        """The stem, or with a number where it was taken; systems that ignore case would overwrite."""
        number, name = 1, stem
        while name.casefold() in self.used:
            number += 1
            name = f"{stem} ({number})"
        self.used.add(name.casefold())
        return name


def archive(recordings: QuerySet[Recording], *, formats: Sequence[str], every: bool) -> Iterator[bytes]:
    """The zip in blocks: each recording's files, and at the end a table of all of them."""
    outlet, names, index = Outlet(), Names({PurePosixPath(INDEX).stem}), io.StringIO()
    table = csv.writer(index)
    table.writerow(INDEX_COLUMNS)
    with ZipFile(outlet, "w", ZIP_DEFLATED) as zipped:
        for recording in _in_batches(recordings):
            stem = names.free(file_name(recording.title))
            written = []
            for name, blocks, stored in _files(recording, names, stem, formats=formats, every=every):
                written.append(name)
                yield from _write(zipped, outlet, name, blocks, compress=not stored)
            table.writerow(_row(recording, written))
        # With a mark in front, spreadsheets know that it is UTF-8.
        yield from _write(zipped, outlet, INDEX, [b"\xef\xbb\xbf" + index.getvalue().encode()], compress=True)
    yield outlet.take()


def _in_batches(recordings: QuerySet[Recording]) -> Iterator[Recording]:
    """All that were there at the beginning, some at a time; what is deleted meanwhile is left out."""
    ids = list(recordings.values_list("pk", flat=True))
    for start in range(0, len(ids), RECORDINGS_AT_ONCE):
        some = Recording.objects.in_bulk(ids[start : start + RECORDINGS_AT_ONCE])
        for recording_id in ids[start : start + RECORDINGS_AT_ONCE]:
            if recording_id in some:
                yield some[recording_id]


File = tuple[str, Iterator[bytes] | Sequence[bytes], bool]
"""Name, content, and whether it is compressed already."""


def _files(recording: Recording, names: Names, stem: str, *, formats: Sequence[str], every: bool) -> Iterator[File]:
    if MEDIA in formats:
        yield from _media(recording, stem)
    analyses = recording.analyses.select_related("recording").order_by("-created_at")
    for number, analysis in enumerate(analyses if every else analyses[:1]):
        written = results.result(analysis)
        earlier = f"{stem} – {analysis.created_at:%Y-%m-%d %H.%M.%S} {file_name(analysis.model)}"
        place = names.free(earlier) if number else stem
        for format in (each for each in TEXT_FORMATS if each in formats):
            made = export(written, format)
            yield f"{place}{made.suffix}", [made.content], False


def _media(recording: Recording, stem: str) -> Iterator[File]:
    suffix = file_name(PurePosixPath(recording.name).suffix)
    try:
        file = files.stored_open(str(recording.file))
    except FileNotFoundError:
        return  # deleted between the two looks
    with file:
        yield f"{stem}{suffix}", file.chunks(BLOCK_BYTES), True


def _write(
    zipped: ZipFile, outlet: Outlet, name: str, blocks: Iterator[bytes] | Sequence[bytes], *, compress: bool
) -> Iterator[bytes]:
    info = ZipInfo(name, date_time=timezone.now().timetuple()[:6])
    info.compress_type = ZIP_DEFLATED if compress else ZIP_STORED
    info.external_attr = 0o600 << 16
    with zipped.open(info, "w", force_zip64=True) as target:
        for block in blocks:
            target.write(block)
            if len(outlet.written) >= BLOCK_BYTES:
                yield outlet.take()
    yield outlet.take()


def _row(recording: Recording, written: Sequence[str]) -> list[object]:
    analyses: list[Analysis] = list(recording.analyses.order_by("-created_at"))
    latest = analyses[0] if analyses else None
    return [
        recording.id,
        plain_text(recording.title),
        plain_text(recording.name),
        recording.created_at.isoformat(),
        recording.duration_s,
        len(analyses),
        latest.status if latest else "",
        latest.model if latest else "",
        latest.top if latest else "",
        "; ".join(written),
    ]


# Besides control characters: what Windows or a shell would not have in a name.
_FORBIDDEN = frozenset('<>:"/\\|?*')


def file_name(title: str) -> str:
    """A title as every file system takes it."""
    plain = "".join("_" if each in _FORBIDDEN or not each.isprintable() else each for each in title)
    return plain.strip().rstrip(".")[:120] or "recording"
