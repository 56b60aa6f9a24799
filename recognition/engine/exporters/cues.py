"""What subtitle formats share: one cue per segment, in whole milliseconds, its text safe to put in a block."""

from collections.abc import Iterator
from dataclasses import dataclass

from recognition.engine.types import Result, Segment


@dataclass(frozen=True, slots=True)
class Cue:
    """A segment as shown on the screen. `end_ms` is after `start_ms`; `text` holds no empty line."""

    number: int
    start_ms: int
    end_ms: int
    emotion: str
    sure: bool
    text: str

    @property
    def heading(self) -> str:
        """How the segment reads, with a question mark where the prediction set holds more than one emotion."""
        return f"[{self.emotion}]" if self.sure else f"[{self.emotion}?]"


def cues(result: Result) -> Iterator[Cue]:
    """The result's segments as cues, in order, numbered from 1."""
    for number, segment in enumerate(result.segments, start=1):
        yield _cue(number, segment)


def clock(milliseconds: int, *, decimal: str) -> str:
    """Hours, minutes and seconds; hours take as many digits as they need. SubRip writes a comma, WebVTT a point."""
    seconds, fraction = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}:{second:02}{decimal}{fraction:03}"


def one_block(text: str) -> str:
    """Text whose lines stay in one block: an empty line would end the cue early."""
    return "\n".join(line for line in (" ".join(line.split()) for line in text.splitlines()) if line)


def _cue(number: int, segment: Segment) -> Cue:
    start_ms = round(segment.start_s * 1000)
    return Cue(
        number=number,
        start_ms=start_ms,
        end_ms=max(round(segment.end_s * 1000), start_ms + 1),  # a cue must last
        emotion=segment.top,
        sure=len(segment.set) == 1,
        text=one_block(segment.text),
    )
