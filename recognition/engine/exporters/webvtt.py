"""WebVTT subtitles (.vtt): the words, the emotion named before them and set as a class that a page can style."""

from html import escape

from recognition.engine.exporters.base import Export
from recognition.engine.exporters.cues import Cue, clock, cues, one_block
from recognition.engine.types import Result


def export_vtt(result: Result) -> Export:
    """A note on how it was made, then one cue per segment."""
    blocks = [_note(result), *(_cue(cue) for cue in cues(result))]
    text = "WEBVTT\n\n" + "\n".join(blocks)
    return Export(content=text.encode(), media_type="text/vtt; charset=utf-8", suffix=".vtt")


def _note(result: Result) -> str:
    name = " ".join(one_block(_escaped(result.recording.name)).split())
    model = f"{result.model.id} {result.model.version}"
    return (
        f"NOTE\n{name}\n"
        f"Emotions as Undertone {result.provenance.undertone} reads them with {model}; words by {result.asr.engine}.\n"
    )


def _cue(cue: Cue) -> str:
    times = f"{clock(cue.start_ms, decimal='.')} --> {clock(cue.end_ms, decimal='.')}"
    words = f"{_escaped(cue.heading)} {_escaped(cue.text)}".rstrip()
    return f"{cue.number}\n{times}\n<c.{cue.emotion}>{words}</c>\n"


def _escaped(text: str) -> str:
    """WebVTT's escapes are HTML's; with ">" escaped no arrow is left either."""
    return escape(text, quote=False)
