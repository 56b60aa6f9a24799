"""Read speech with its text, as recognisers are tested with."""

from pathlib import Path

import pytest

from recognition.engine.datasets.base import load_dataset
from recognition.engine.errors import DatasetError
from tests.engine.datasets.layouts import asr, file


def test_a_row_tells_text_language_and_reader(tmp_path: Path) -> None:
    one, speech = load_dataset("asr", asr(tmp_path)).utterances
    assert (one.id, one.label, one.text, one.language, one.speaker) == (
        "reader/one",
        "neutral",
        "Printing, then.",
        "en",
        "reader",
    )
    assert (speech.language, speech.speaker) == ("de", "speech")


def test_the_licence_names_each_clips_own(tmp_path: Path) -> None:
    assert load_dataset("asr", asr(tmp_path)).licence == "for testing only; CC BY 4.0; public domain"


def test_a_table_without_a_column_is_refused_by_its_name(tmp_path: Path) -> None:
    file(tmp_path / "transcripts.csv", "path,text\na.wav,hello\n")
    with pytest.raises(DatasetError, match="lacks the column language and licence"):
        load_dataset("asr", tmp_path)
