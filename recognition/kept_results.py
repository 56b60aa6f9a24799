"""Finished results as they are sent: written down and packed once, kept by each web process as far as there is room."""

import gzip
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

from recognition import results
from recognition.engine import __version__
from recognition.engine.types import RESULT_SCHEMA
from recognition.models import UNFINISHED, Analysis

ROOM_BYTES = 32 * 2**20
PACKED_FROM_BYTES = (
    16 * 1024
)  # less is packed by the proxy, where there is one, and needs no packing where there is none
PACKING_LEVEL = 5  # 6 and more take half as long again for two hundredths


def etag_of(analysis: Analysis) -> str | None:
    """Whoever has this one has what there is; None while it still changes. Every change of a finished one moves `updated_at`."""
    if analysis.status in UNFINISHED:
        return None
    return f'W/"{RESULT_SCHEMA}-{__version__}-{analysis.id}-{analysis.updated_at.timestamp():.6f}"'


@dataclass(frozen=True, slots=True)
class Written:
    """A result as bytes, gzip or not."""

    content: bytes
    packed: bool

    @classmethod
    def of(cls, analysis: Analysis) -> "Written":
        content = results.result_bytes(analysis)
        if len(content) < PACKED_FROM_BYTES:
            return cls(content, packed=False)
        return cls(gzip.compress(content, PACKING_LEVEL), packed=True)

    def unpacked(self) -> bytes:
        return gzip.decompress(self.content) if self.packed else self.content


class KeptResults:
    """Those asked for last, by ETag: an older state of an analysis is never asked for again, and goes by itself."""

    def __init__(self, room_bytes: int = ROOM_BYTES) -> None:
        self._room_bytes = room_bytes
        self._kept: OrderedDict[str, Written] = OrderedDict()
        self._lock = Lock()

    @property
    def size_bytes(self) -> int:
        return sum(len(each.content) for each in self._kept.values())

    def of(self, analysis: Analysis) -> Written:
        """Two that ask at once both write it; the one is as good as the other."""
        etag = etag_of(analysis)
        if etag is None:
            return Written.of(analysis)
        with self._lock:
            if etag in self._kept:
                self._kept.move_to_end(etag)
                return self._kept[etag]
        written = Written.of(analysis)
        with self._lock:
            self._kept[etag] = written
            while self.size_bytes > self._room_bytes:
                self._kept.popitem(last=False)
        return written


kept_results = KeptResults()
