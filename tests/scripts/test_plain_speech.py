import itertools
import shutil
from pathlib import Path

import pytest

from recognition.engine.datasets.base import load_dataset
from scripts import plain_speech

EMOTIONS = "anger\n"


def _write_texts(folder: Path) -> Path:
    goemotions = folder / "goemotions"
    goemotions.mkdir(parents=True)
    (goemotions / "emotions.txt").write_text(EMOTIONS, encoding="utf-8")
    plain = [f"The train number {word} leaves at noon, [NAME]!\t1\tid{word}\n" for word in ("one", "two", "three")]
    (goemotions / "train.tsv").write_text("".join([*plain, "You make me so very angry today\t0\tid9\n"]), "utf-8")
    (goemotions / "test.tsv").write_text("Never to be read out by any voice\t1\tid10\n", encoding="utf-8")
    return folder


def test_only_neutral_training_texts_are_read_out_as_words_alone(tmp_path: Path) -> None:
    texts = list(plain_speech.plain_texts(_write_texts(tmp_path)))
    assert sorted(texts) == [f"the train number {word} leaves at noon." for word in ("one", "three", "two")]


def test_the_same_texts_come_in_the_same_order(tmp_path: Path) -> None:
    data = _write_texts(tmp_path)
    assert list(plain_speech.plain_texts(data)) == list(plain_speech.plain_texts(data))


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
def test_what_is_gathered_loads_as_a_data_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_speech, "PROMPTS", {})
    monkeypatch.setattr(plain_speech, "FESTIVAL_VOICES", {})
    monkeypatch.setattr(plain_speech, "ESPEAK_TEXTS", 1)
    monkeypatch.setattr(plain_speech, "plain_texts", lambda _: itertools.cycle(["the train leaves at noon."]))
    plain_speech.gather(tmp_path / "plain", tmp_path)
    dataset = load_dataset("plain", tmp_path / "plain")
    assert {utterance.label for utterance in dataset.utterances} == {"neutral"}
    assert {utterance.speaker for utterance in dataset.utterances} == {
        f"espeak-{voice}" for voice in plain_speech.ESPEAK_VOICES
    }
    assert {utterance.speaker for utterance in dataset.utterances if utterance.split == "dev"} == {"espeak-en-gb+f3"}
    assert {utterance.split for utterance in dataset.utterances} == {"train", "dev"}, "nobody tests"


def test_every_person_trains_and_who_calibrates_is_a_voice_that_is_gathered() -> None:
    people = {speaker for speaker, _, _ in plain_speech.PROMPTS.values()}
    machines = {*plain_speech.FESTIVAL_VOICES, *(f"espeak-{voice}" for voice in plain_speech.ESPEAK_VOICES)}
    assert {plain_speech.split_of(person) for person in people} == {"train"}
    assert set(plain_speech.CALIBRATE) < machines


def test_digits_and_letters_are_no_sentences(tmp_path: Path) -> None:
    for name in ("fr/welcome.wav", "fr/digits/1.wav", "fr/letters/a.wav", "fr/readme.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert [path.name for path in plain_speech._prompts(tmp_path)] == ["welcome.wav"]
