"""The radar picture."""

import io
from dataclasses import replace

from PIL import Image

from recognition.engine.exporters.base import export
from recognition.engine.exporters.radar_png import STREAM_LOOKS, headline
from recognition.engine.types import Result


def test_it_is_a_readable_picture(result: Result) -> None:
    picture = Image.open(io.BytesIO(export(result, "png").content))
    assert picture.format == "PNG"
    assert min(picture.size) >= 1000


def test_every_stream_that_spoke_is_drawn_in_its_colour(result: Result) -> None:
    assert colours(result) >= {look.colour for look in STREAM_LOOKS.values()}


def test_a_stream_that_did_not_speak_is_not_drawn(result: Result) -> None:
    without_words = replace(result.overall, scores=replace(result.overall.scores, words=None))
    assert STREAM_LOOKS["words"].colour not in colours(replace(result, overall=without_words))


def test_the_headline_says_what_it_reads_as(result: Result) -> None:
    assert headline(result) == "Reads as sad (62%)"


def test_the_headline_says_why_there_is_nothing_to_read(nothing: Result) -> None:
    assert headline(nothing) == "Nothing to read: no speech was found"


def colours(result: Result) -> set[str]:
    picture = Image.open(io.BytesIO(export(result, "png").content)).convert("RGB")
    counted = picture.getcolors(picture.width * picture.height) or []
    return {"#{:02x}{:02x}{:02x}".format(*colour) for _, colour in counted if isinstance(colour, tuple)}
