"""SubRip subtitles (.srt): the words, with the emotion named before them."""

from recognition.engine.exporters.base import Export
from recognition.engine.exporters.cues import Cue, clock, cues
from recognition.engine.types import Result


def export_srt(result: Result) -> Export:
    """One numbered block per segment."""
    text = "\n".join(_block(cue) for cue in cues(result))
    return Export(content=text.encode(), media_type="application/x-subrip; charset=utf-8", suffix=".srt")


def _block(cue: Cue) -> str:
    times = f"{clock(cue.start_ms, decimal=',')} --> {clock(cue.end_ms, decimal=',')}"
    return f"{cue.number}\n{times}\n{cue.heading} {_inert(cue.text)}".rstrip() + "\n"


def _inert(text: str) -> str:
    """SubRip has no escapes: what players would take for an arrow or a tag is replaced by a look-alike."""
    return text.replace("-->", "→").replace("<", "‹").replace("{\\", "{")
