"""Tux Paint's spoken descriptions: which text goes with which sound, and what is too short to tell anything."""

from pathlib import Path

from recognition.engine.datasets.base import load_dataset
from tests.engine.datasets.layouts import file, tuxpaint


def test_each_language_has_its_own_text_sound_and_speaker(tmp_path: Path) -> None:
    told = {
        one.id: (one.language, one.speaker, one.text) for one in load_dataset("tuxpaint", tuxpaint(tmp_path)).utterances
    }
    assert told == {
        "symbols/coins/cent_desc": ("en", "en", "One cent, a “penny.”"),
        "symbols/coins/cent_desc_fr": ("fr", "fr", "Une pièce d’un cent."),
        "symbols/coins/cent_desc_pt_BR": ("pt", "pt_BR", "Uma moeda de um centavo."),
        "food/kiwi_desc_ro": ("ro", "ro", "Un kiwi verde și dulce."),
    }


def test_a_stamp_without_words_or_in_another_encoding_stops_nothing(tmp_path: Path) -> None:
    file(tuxpaint(tmp_path) / "empty.txt", "")
    (tmp_path / "old.txt").write_bytes("Un pingüino.\n".encode("latin-1"))
    assert len(load_dataset("tuxpaint", tmp_path).utterances) == 4
