"""TextGrid, read by the textgrid library."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import textgrid  # type: ignore[import-untyped]

from recognition.engine.exporters.base import export
from recognition.engine.exporters.praat_textgrid import SEGMENT_TIERS, Interval, gapless
from recognition.engine.types import Result, Word

Read = Callable[[Result], Any]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def read_back(result: Result) -> Any:
        path = tmp_path / "result.TextGrid"
        path.write_bytes(export(result, "textgrid").content)
        return textgrid.TextGrid.fromFile(str(path))

    return read_back


def test_its_tiers_lie_over_the_whole_recording(result: Result, read: Read) -> None:
    grid = read(result)
    assert [tier.name for tier in grid.tiers] == ["words", *SEGMENT_TIERS]
    assert {(tier.minTime, tier.maxTime) for tier in grid.tiers} == {(0.0, 6.0)}


def test_tiers_have_no_gaps(result: Result, read: Read) -> None:
    for tier in read(result).tiers:
        edges = [(interval.minTime, interval.maxTime) for interval in tier.intervals]
        assert edges[0][0] == 0.0
        assert edges[-1][1] == 6.0
        assert all(before[1] == after[0] for before, after in pairwise(edges))


def test_labels_come_back_with_their_quotes(result: Result, read: Read) -> None:
    words, segments, emotion, *_ = ([interval.mark for interval in tier.intervals] for tier in read(result).tiers)
    assert words == ["", 'she"d', "gone", ""]
    assert segments == ["", 'She said "no" & left.', "", ""]
    assert emotion == ["", "sad", "happy", ""]


def test_voice_and_words_stand_apart_and_every_doubt_is_said(result: Result, read: Read) -> None:
    marks = {tier.name: [interval.mark for interval in tier.intervals if interval.mark] for tier in read(result).tiers}
    assert marks["probability"] == ["0.600", "0.400"]
    assert marks["voice"] == ["sad", "happy"]
    assert marks["said"] == ["neutral"], "the second segment has no words to read"
    assert marks["not sure"] == ["no_words close_call"]


def test_quotes_are_doubled_in_the_file(result: Result) -> None:
    assert 'text = "She said ""no"" & left."' in export(result, "textgrid").content.decode()


def test_line_breaks_become_spaces(saying: Callable[..., Result], read: Read) -> None:
    assert read(saying("one\n\ntwo")).tiers[1].intervals[1].mark == "one two"


def test_words_without_length_are_left_out(result: Result, read: Read) -> None:
    blip = replace(result.segments[0], words=(Word(1.0, 1.0, "blip", 0.1), Word(1.0, 2.0, "word", 0.9)))
    words = read(replace(result, segments=(blip,))).tiers[0]
    assert [interval.mark for interval in words.intervals] == ["", "word", ""]


def test_a_recording_without_length_still_makes_a_grid(nothing: Result, read: Read) -> None:
    empty = replace(nothing, recording=replace(nothing.recording, duration_s=0.0))
    assert [len(tier.intervals) for tier in read(empty).tiers] == [1] * (1 + len(SEGMENT_TIERS))


def test_overlapping_intervals_are_cut_at_the_earlier_end() -> None:
    cut = list(gapless([Interval(0.0, 2.0, "a"), Interval(1.5, 3.0, "b")], 3.0))
    assert cut == [Interval(0.0, 2.0, "a"), Interval(2.0, 3.0, "b")]


def test_an_interval_beyond_the_end_is_cut() -> None:
    assert list(gapless([Interval(1.0, 9.0, "a")], 2.0)) == [Interval(0.0, 1.0, ""), Interval(1.0, 2.0, "a")]
