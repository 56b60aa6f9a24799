"""Praat TextGrid, long format: tiers for words, segments and what was read from them, each without gaps."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from recognition.engine.exporters.base import Export
from recognition.engine.types import EmotionScores, Result, Segment

DECIMALS = 6
SHORTEST_S = 0.001  # Praat refuses a grid or an interval of no length


class Interval(NamedTuple):
    """A labelled stretch of a tier, in seconds."""

    start_s: float
    end_s: float
    text: str


def _strongest(scores: EmotionScores | None) -> str:
    return max(scores, key=lambda emotion: scores[emotion]) if scores else ""


SEGMENT_TIERS: Mapping[str, Callable[[Segment], str]] = {
    "segments": lambda segment: segment.text,
    "emotion": lambda segment: segment.top,
    "probability": lambda segment: f"{(segment.scores.fused or {}).get(segment.top, 0.0):.3f}",
    "voice": lambda segment: _strongest(segment.scores.voice),
    "said": lambda segment: _strongest(segment.scores.words),
    "not sure": lambda segment: " ".join(segment.reasons) or (" ".join(segment.set) if len(segment.set) > 1 else ""),
}
"""What each tier says of a segment: its text, what it reads as and how surely, voice and words apart, and every doubt."""


def export_textgrid(result: Result) -> Export:
    """Interval tiers over the whole recording: `words`, then one per entry of `SEGMENT_TIERS`."""
    segments = result.segments
    end_s = max([SHORTEST_S, result.recording.duration_s, *(segment.end_s for segment in segments)])
    tiers = {
        "words": [Interval(word.start_s, word.end_s, word.text) for segment in segments for word in segment.words],
        **{
            name: [Interval(segment.start_s, segment.end_s, label(segment)) for segment in segments]
            for name, label in SEGMENT_TIERS.items()
        },
    }
    text = "".join(line + "\n" for line in _grid(tiers, end_s))
    return Export(content=text.encode(), media_type="text/plain; charset=utf-8", suffix=".TextGrid")


def gapless(intervals: Iterable[Interval], end_s: float) -> Iterator[Interval]:
    """The intervals in order, cut where they overlap, with empty ones between them, from 0 to `end_s`.

    What is shorter than Praat can hold after cutting is left out.
    """
    now_s = 0.0
    for interval in sorted(intervals):
        start_s, stop_s = max(interval.start_s, now_s), min(interval.end_s, end_s)
        if stop_s - start_s < SHORTEST_S:
            continue
        if start_s - now_s >= SHORTEST_S:
            yield Interval(now_s, start_s, "")
            now_s = start_s
        yield Interval(now_s, stop_s, interval.text)
        now_s = stop_s
    if now_s < end_s:
        yield Interval(now_s, end_s, "")


def _grid(tiers: dict[str, list[Interval]], end_s: float) -> Iterator[str]:
    yield 'File type = "ooTextFile"'
    yield 'Object class = "TextGrid"'
    yield ""
    yield "xmin = 0 "
    yield f"xmax = {_seconds(end_s)} "
    yield "tiers? <exists> "
    yield f"size = {len(tiers)} "
    yield "item []: "
    for number, (name, intervals) in enumerate(tiers.items(), start=1):
        yield from _tier(number, name, list(gapless(intervals, end_s)), end_s)


def _tier(number: int, name: str, intervals: list[Interval], end_s: float) -> Iterator[str]:
    yield f"    item [{number}]:"
    yield '        class = "IntervalTier" '
    yield f"        name = {_quoted(name)} "
    yield "        xmin = 0 "
    yield f"        xmax = {_seconds(end_s)} "
    yield f"        intervals: size = {len(intervals)} "
    for index, interval in enumerate(intervals, start=1):
        yield f"        intervals [{index}]:"
        yield f"            xmin = {_seconds(interval.start_s)} "
        yield f"            xmax = {_seconds(interval.end_s)} "
        yield f"            text = {_quoted(interval.text)} "


def _seconds(seconds: float) -> str:
    return f"{seconds:.{DECIMALS}f}".rstrip("0").rstrip(".")


def _quoted(text: str) -> str:
    """Praat's strings double their quotes; line breaks become spaces, since tools read the format line by line."""
    return '"' + " ".join(text.split()).replace('"', '""') + '"'
