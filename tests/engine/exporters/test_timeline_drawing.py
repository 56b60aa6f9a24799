"""The timeline's drawing."""

import io
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PIL import Image

from recognition.engine.exporters.base import export
from recognition.engine.exporters.drawing import HUES
from recognition.engine.exporters.timeline_drawing import HEADROOM, bars, clock
from recognition.engine.labels import EMOTIONS
from recognition.engine.types import Result, Scores
from scripts.preflight import ROOT


def test_it_is_a_readable_picture_wider_than_high(result: Result) -> None:
    picture = Image.open(io.BytesIO(export(result, "timeline.png").content))
    assert picture.format == "PNG"
    assert picture.width > picture.height > 500


def test_the_svg_is_one_drawing_and_the_same_each_time(result: Result) -> None:
    first = export(result, "timeline.svg").content
    assert ElementTree.fromstring(first).tag == "{http://www.w3.org/2000/svg}svg"
    assert first == export(result, "timeline.svg").content


def test_every_emotion_is_drawn_in_its_colour(result: Result) -> None:
    drawing = export(result, "timeline.svg").content.decode()
    assert {HUES[label] for label in result.model.labels} <= set(re.findall(r"#[0-9a-f]{6}", drawing))


def test_a_bar_is_as_long_as_its_segment_and_as_high_as_its_share(result: Result) -> None:
    first, _second = bars(result.segments, "sad", 2.0)
    assert first[0] == (0.4, 2.0)
    assert first[2] == pytest.approx((3.1, 2.0 + 0.6 * HEADROOM))


def test_what_was_not_read_leaves_a_gap(result: Result) -> None:
    unread = replace(result.segments[0], scores=Scores())
    assert bars([unread], "sad", 0.0) == []


def test_a_name_with_dollar_signs_is_no_formula(result: Result) -> None:
    named = replace(result, recording=replace(result.recording, name="cost $_{1$.wav"))
    assert export(named, "timeline.png").content


def test_moments_are_written_as_people_read_them() -> None:
    assert (clock(75), clock(3723)) == ("1:15", "1:02:03")


def test_emotions_have_the_page_s_own_colours() -> None:
    tokens = (ROOT / "frontend" / "src" / "styles" / "tokens.css").read_text().split("data-theme")[0]
    assert dict(re.findall(r"--emotion-(\w+): (#\w{6});", tokens)) == dict(HUES)
    assert set(HUES) == set(EMOTIONS)
