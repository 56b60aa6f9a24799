"""The radar picture."""

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from recognition.engine.exporters.base import export
from recognition.engine.exporters.radar_drawing import STREAM_LOOKS, headline, radius
from recognition.engine.types import Result, Scores


def test_it_is_a_readable_picture(result: Result) -> None:
    picture = Image.open(io.BytesIO(export(result, "png").content))
    assert picture.format == "PNG"
    assert min(picture.size) >= 1000


def test_every_stream_that_spoke_is_drawn_in_its_colour(result: Result) -> None:
    with_face = replace(result.overall, scores=replace(result.overall.scores, face=result.overall.scores.voice))
    assert colours(replace(result, overall=with_face)) >= {look.colour for look in STREAM_LOOKS.values()}


def test_a_stream_that_did_not_speak_is_not_drawn(result: Result) -> None:
    without_words = replace(result.overall, scores=replace(result.overall.scores, words=None))
    drawn = colours(replace(result, overall=without_words))
    assert not {STREAM_LOOKS["words"].colour, STREAM_LOOKS["face"].colour} & drawn


def test_the_headline_says_what_it_reads_as(result: Result) -> None:
    assert headline(result) == "Reads as sad (62%)"


def test_the_headline_says_why_there_is_nothing_to_read(nothing: Result) -> None:
    assert headline(nothing) == "Nothing to read: no speech was found"


def test_area_grows_as_probability_does_and_the_rim_is_all_of_it() -> None:
    assert (radius(0.0), radius(1.0)) == (0.0, 1.0)
    assert radius(0.5) ** 2 == pytest.approx(2 * radius(0.25) ** 2)


def test_the_picture_has_the_scale_of_the_page(result: Result) -> None:
    """A share of 1/4 reaches half-way to the rim, one of 1/16 a quarter of the way."""
    rim, half, quarter = (topmost_dot(reading_neutral(result, share)) for share in (1.0, 1 / 4, 1 / 16))
    assert (quarter - half) / (half - rim) == pytest.approx(0.5, abs=0.05)


def reading_neutral(result: Result, share: float) -> Result:
    """Words alone: so much neutral, whose axis points up, and the rest fearful, whose axis points down."""
    words = dict.fromkeys(result.model.labels, 0.0) | {"neutral": share, "fearful": 1 - share}
    return replace(result, overall=replace(result.overall, scores=Scores(words=words)))


def topmost_dot(result: Result) -> int:
    """The row of the highest pixel in the colour of words."""
    picture = np.asarray(Image.open(io.BytesIO(export(result, "png").content)).convert("RGB"))
    colour = tuple(bytes.fromhex(STREAM_LOOKS["words"].colour[1:]))
    return int(np.flatnonzero((picture == colour).all(axis=2).any(axis=1))[0])


def colours(result: Result) -> set[str]:
    picture = Image.open(io.BytesIO(export(result, "png").content)).convert("RGB")
    counted = picture.getcolors(picture.width * picture.height) or []
    return {"#{:02x}{:02x}{:02x}".format(*colour) for _, colour in counted if isinstance(colour, tuple)}
