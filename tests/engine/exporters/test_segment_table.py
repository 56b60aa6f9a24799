"""CSV: what a statistics program gets."""

import csv
import io
from collections.abc import Callable
from dataclasses import replace

import pytest

from recognition.engine.exporters.base import export
from recognition.engine.exporters.segment_table import plain_text
from recognition.engine.types import Result


def rows(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export(result, "csv").content.decode(), newline="")))


def test_it_has_one_row_per_segment_with_every_score(result: Result) -> None:
    first, second = rows(result)
    assert (first["start_s"], first["end_s"], first["top"]) == ("0.4", "3.1", "sad")
    assert first["text"] == 'She said "no" & left.'
    assert float(first["voice_sad"]) == 0.7
    assert float(first["words_neutral"]) == 0.7
    assert float(first["fused_sad"]) == 0.6
    assert float(first["weight_words"]) == 0.4
    assert float(first["bandwidth_hz"]) == 7500.0
    assert second["set"] == "happy surprised"
    assert second["reasons"] == "no_words close_call"


def test_a_stream_that_could_not_speak_has_empty_cells(result: Result) -> None:
    silent = rows(result)[1]
    assert {silent[f"words_{label}"] for label in result.model.labels} == {""}
    assert silent["weight_words"] == silent["snr_db"] == silent["bandwidth_hz"] == ""


def test_a_result_without_speech_is_a_header_alone(nothing: Result) -> None:
    assert rows(nothing) == []
    assert export(nothing, "csv").content.startswith(b"recording,model,")


def test_text_with_line_breaks_and_commas_survives(saying: Callable[..., Result]) -> None:
    assert rows(saying('one,\ntwo "three"'))[0]["text"] == 'one,\ntwo "three"'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "  ="])
def test_text_that_a_spreadsheet_would_run_is_disarmed(start: str, saying: Callable[..., Result]) -> None:
    assert rows(saying(f"{start}1+1"))[0]["text"] == f"'{start}1+1"


def test_a_recording_named_like_a_formula_is_disarmed(result: Result) -> None:
    named = replace(result, recording=replace(result.recording, name="=HYPERLINK(1)"))
    assert rows(named)[0]["recording"] == "'=HYPERLINK(1)"


def test_a_negative_number_stays_a_number(result: Result) -> None:
    first = result.segments[0]
    noisy = replace(result, segments=(replace(first, quality=replace(first.quality, snr_db=-3.5)),))
    assert rows(noisy)[0]["snr_db"] == "-3.5"


def test_plain_text_is_left_alone() -> None:
    assert plain_text("it was = fine") == "it was = fine"
    assert plain_text("") == ""


def test_a_face_has_columns_where_a_model_reads_one(result: Result) -> None:
    first, second = result.segments
    seen = replace(first, scores=replace(first.scores, face=first.scores.voice), weights={"voice": 0.7, "face": 0.3})
    unseen = replace(second, weights={"voice": 1.0, "face": 0.0}, reasons=("no_face",))
    with_face = replace(result, segments=(seen, unseen))
    assert [row["face_sad"] for row in rows(with_face)] == ["0.7", ""]
    assert [row["weight_face"] for row in rows(with_face)] == ["0.3", "0.0"]
    assert not any("face" in column for column in rows(result)[0])
