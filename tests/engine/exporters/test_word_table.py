"""CSV of words: one row for each."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace

from recognition.engine.exporters.base import export
from recognition.engine.types import Result, Word


def rows(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export(result, "words.csv").content.decode(), newline="")))


def test_it_has_one_row_per_word_with_its_segments_scores(result: Result) -> None:
    first, second = rows(result)
    assert (first["segment"], first["word"], first["text"]) == ("0", "0", 'she"d')
    assert (first["start_s"], first["end_s"], first["probability"]) == ("0.4", "1.75", "0.9")
    assert (second["word"], second["text"], second["top"], float(second["fused_sad"])) == ("1", "gone", "sad", 0.6)


def test_a_segment_without_words_has_no_row(saying: Callable[..., Result]) -> None:
    assert rows(saying("")) == []


def test_corrected_words_are_marked(result: Result) -> None:
    corrected = replace(result.segments[0], text_original="He'd gone")
    assert [row["edited"] for row in rows(replace(result, segments=(corrected,)))] == ["yes", "yes"]
    assert [row["edited"] for row in rows(result)] == ["no", "no"]


def test_a_word_that_a_spreadsheet_would_run_is_disarmed(result: Result) -> None:
    formula = replace(result.segments[0], words=(Word(0.4, 1.0, "=1+1", 0.9),))
    assert rows(replace(result, segments=(formula,)))[0]["text"] == "'=1+1"
