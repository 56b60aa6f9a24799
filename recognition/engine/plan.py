"""What there is to read in a recording, decided once for all of it, and how that is shared out. Needs no numpy."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from recognition.engine.types import Span, SpeechEngineInfo

Chunk = Sequence[Span]
"""Neighbouring spans of speech that a speech engine takes at once (`segmentation.chunks`)."""


@dataclass(frozen=True, slots=True)
class Search:
    """How far speech has been looked for in a recording: all it takes to go on to the last digit, in another process, too.

    Attributes:
        frames: heard so far, of 32 ms.
        ear: what the network was in then (`segmentation.silero.Ear`).
        waiting: probabilities of speech of the last of these frames, which what comes next may still join.
        spans: found already, and for a later part.
    """

    frames: int = 0
    ear: Sequence[float] = ()
    waiting: Sequence[float] = ()
    spans: Sequence[Span] = ()

    def to_json(self) -> dict[str, Any]:
        """To be stored; Python's JSON keeps floats to the last digit."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read back what `to_json` wrote."""
        return cls(**{**data, "spans": [Span(**span) for span in data["spans"]]})


@dataclass(frozen=True, slots=True)
class Plan:
    """A recording's speech by chunks, and the speech engine and language in which all of them are transcribed.

    A chunk is transcribed and read by itself, whoever reads those before it: so a plan may be read in parts. `rest` is how
    to go on finding what is not among the chunks yet; None where they are all.
    """

    duration_s: float
    chunks: Sequence[Chunk]
    asr: SpeechEngineInfo
    rest: Search | None = None

    def parts(self, *, length_s: float) -> list[list[Chunk]]:
        """Its chunks, shared out."""
        return parted(self.chunks, length_s)


def parted(chunks: Sequence[Chunk], length_s: float) -> list[list[Chunk]]:
    """Chunks in order, shared out so that each part's first and last lie about `length_s` apart, at most."""
    parts: list[list[Chunk]] = []
    for chunk in chunks:
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


def extent(chunks: Sequence[Chunk]) -> Span:
    """From the first speech in them to the last."""
    return Span(chunks[0][0].start_s, chunks[-1][-1].end_s)


def share(time_s: float, within: Span) -> float:
    """How much of a stretch is read when all up to `time_s` is, 0 to 1."""
    return min(1.0, max(0.0, (time_s - within.start_s) / within.duration_s))
