"""SubRip and WebVTT, read by a subtitle library."""

import io
from collections.abc import Callable
from typing import Any

import pytest
import webvtt

from recognition.engine.exporters.base import export
from recognition.engine.types import Result


def captions(result: Result, format: str) -> list[Any]:
    file: Any = webvtt.from_buffer(io.StringIO(export(result, format).content.decode()), format=format)
    return list(file)


@pytest.mark.parametrize("format", ["srt", "vtt"])
def test_each_segment_is_a_caption_with_its_times(format: str, result: Result) -> None:
    first, second = captions(result, format)
    assert (first.start, first.end) == ("00:00:00.400", "00:00:03.100")
    assert (second.start, second.end) == ("00:00:03.100", "00:00:04.000")


@pytest.mark.parametrize("format", ["srt", "vtt"])
def test_the_emotion_stands_before_the_words(format: str, result: Result) -> None:
    first, second = captions(result, format)
    assert first.text.startswith("[sad] She said")
    assert second.text == "[happy?]", "a set of more than one emotion is not sure"


def test_subrip_writes_text_as_it_is(result: Result) -> None:
    assert captions(result, "srt")[0].text == '[sad] She said "no" & left.'


def test_webvtt_escapes_and_sets_the_emotion_as_class(result: Result) -> None:
    text = export(result, "vtt").content.decode()
    assert text.startswith("WEBVTT\n")
    assert '<c.sad>[sad] She said "no" &amp; left.</c>' in text


@pytest.mark.parametrize("format", ["srt", "vtt"])
@pytest.mark.parametrize(
    "text",
    [
        "a\n\nb",
        "a --> b",
        "00:00:01.000 --> 00:00:02.000\nb",
        "<b>a</b>",
        "a\r\n\r\n2\r\n00:00:09,000 --> 00:00:10,000",
    ],
)
def test_text_cannot_break_out_of_its_cue(format: str, text: str, saying: Callable[..., Result]) -> None:
    (caption,) = captions(saying(text), format)
    assert (caption.start, caption.end) == ("00:00:00.500", "00:00:02.000")
    written = export(saying(text), format).content.decode()
    assert written.count("-->") == 1
    assert "<b>" not in written


@pytest.mark.parametrize("format", ["srt", "vtt"])
def test_lines_of_a_corrected_text_stay_lines(format: str, saying: Callable[..., Result]) -> None:
    assert captions(saying("one\n\n two "), format)[0].text == "[sad] one\ntwo"


@pytest.mark.parametrize(("format", "decimal"), [("srt", ","), ("vtt", ".")])
def test_hours_beyond_99_are_written_out(format: str, decimal: str, saying: Callable[..., Result]) -> None:
    text = export(saying("late", 360_000.5, 360_001.0), format).content.decode()
    assert f"100:00:00{decimal}500 --> 100:00:01{decimal}000" in text


@pytest.mark.parametrize("format", ["srt", "vtt"])
def test_a_segment_without_length_still_shows(format: str, saying: Callable[..., Result]) -> None:
    (caption,) = captions(saying("blip", 1.0, 1.0), format)
    assert (caption.start, caption.end) == ("00:00:01.000", "00:00:01.001")


@pytest.mark.parametrize("format", ["srt", "vtt"])
def test_a_result_without_speech_has_no_captions(format: str, nothing: Result) -> None:
    assert "-->" not in export(nothing, format).content.decode()
