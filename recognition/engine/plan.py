"""What there is to read in a recording, decided once for all of it, and how that is shared out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from recognition.engine.types import Span, SpeechEngineInfo

Chunk = Sequence[Span]
"""Neighbouring spans of speech that a speech engine takes at once (`segmentation.chunks`)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A recording's speech by chunks, and the speech engine and language in which all of them are transcribed.

    A chunk is transcribed and read by itself, whoever reads those before it: so a plan may be read in parts.
    """

    duration_s: float
    chunks: Sequence[Chunk]
    asr: SpeechEngineInfo

    def parts(self, *, length_s: float) -> list[list[Chunk]]:
        """Chunks in order, shared out so that each part's first and last lie about `length_s` apart, at most."""
        parts: list[list[Chunk]] = []
        for chunk in self.chunks:
            if parts and chunk[-1].end_s - parts[-1][0][0].start_s <= length_s:
                parts[-1].append(chunk)
            else:
                parts.append([chunk])
        return parts


def chunks_to_json(chunks: Sequence[Chunk]) -> list[list[dict[str, float]]]:
    """To be stored; Python's JSON keeps floats to the last digit."""
    return [[asdict(span) for span in chunk] for chunk in chunks]


def chunks_from_json(data: Sequence[Sequence[Mapping[str, Any]]]) -> list[Chunk]:
    """Read back what `chunks_to_json` wrote."""
    return [[Span(**span) for span in chunk] for chunk in data]


def share(time_s: float, chunks: Sequence[Chunk]) -> float:
    """How much of these is read when all up to `time_s` is, 0 to 1."""
    begin_s, end_s = chunks[0][0].start_s, chunks[-1][-1].end_s
    return min(1.0, max(0.0, (time_s - begin_s) / (end_s - begin_s)))
