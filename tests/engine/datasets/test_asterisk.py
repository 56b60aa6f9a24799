"""Asterisk's announcements: who speaks what, and what is no sentence."""

from pathlib import Path

import pytest

from recognition.engine.datasets.base import load_dataset
from tests.engine.datasets.layouts import TELEPHONE, announcement, asterisk


def test_the_folder_tells_language_sex_and_speaker(tmp_path: Path) -> None:
    told = {
        one.id: (one.language, one.sex, one.speaker) for one in load_dataset("asterisk", asterisk(tmp_path)).utterances
    }
    assert told["it_IT_m_Carlo/vm-goodbye"] == ("it", "male", "Carlo")
    assert told["fr/vm-goodbye"] == ("fr", None, "fr")
    assert told["en_US_f_Allison/hello-world"] == ("en", "female", "Allison")
    assert told["es_MX_f_Allison/vm-goodbye"] == ("es", "female", "Allison")  # one woman, two languages


def test_whom_plain_speech_is_gathered_from_does_not_test(tmp_path: Path) -> None:
    split = {one.speaker: one.split for one in load_dataset("asterisk", asterisk(tmp_path)).utterances}
    assert split == {"Carlo": "train", "Allison": "test", "fr": "train"}


def test_numbers_letters_tones_and_short_words_are_left_out(tmp_path: Path) -> None:
    ids = {one.id for one in load_dataset("asterisk", asterisk(tmp_path)).utterances}
    assert ids == {
        "en_US_f_Allison/hello-world",
        "en_US_f_Allison/dictate/pause",
        "es_MX_f_Allison/vm-goodbye",
        "it_IT_m_Carlo/vm-goodbye",
        "fr/vm-goodbye",
    }


def test_of_several_formats_the_best_is_heard(tmp_path: Path) -> None:
    asterisk(tmp_path)
    hello = next(one for one in load_dataset("asterisk", tmp_path).utterances if one.id.endswith("hello-world"))
    assert hello.path is not None
    assert hello.path.suffix == ".g722"


def test_a_single_voice_may_be_given(tmp_path: Path) -> None:
    voice = asterisk(tmp_path) / "en_US_f_Allison"
    assert {one.speaker for one in load_dataset("asterisk", voice).utterances} == {"Allison"}


@pytest.mark.parametrize("suffix", [*TELEPHONE, ".gsm"])
def test_length_is_told_from_size_in_every_format(suffix: str, tmp_path: Path) -> None:
    announcement(tmp_path / "ru_RU_f_IvrvoiceRU" / f"long{suffix}", 1.1)
    announcement(tmp_path / "ru_RU_f_IvrvoiceRU" / f"short{suffix}", 0.9)
    assert [one.id for one in load_dataset("asterisk", tmp_path).utterances] == ["ru_RU_f_IvrvoiceRU/long"]
