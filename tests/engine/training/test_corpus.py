"""Who trains, calibrates and tests: folds of one set alone, and of several sets dealt into one run's number of folds."""

import os
from pathlib import Path

import pytest

from recognition.engine.datasets.base import Dataset, Utterance, load_dataset, speaker_folds
from recognition.engine.errors import MediaError
from recognition.engine.features.log_mel import log_mel
from recognition.engine.testing import tone, write_wav
from recognition.engine.training.corpus import dealt, fold_count, speech_features, split_speakers

PEOPLE = ("a", "b", "c", "d", "e", "f", "g")


def _leave_one_out() -> Dataset:
    utterances = tuple(Utterance(id=name, labels=("neutral",), speaker=name) for name in PEOPLE)
    return Dataset("made", "none", utterances, folds=speaker_folds(PEOPLE, count=len(PEOPLE)))


def _on(dataset: Dataset, side: str) -> str:
    return "".join(sorted(utterance.speaker for utterance in dataset.utterances if utterance.split == side))


def test_alone_a_set_keeps_its_publishers_folds() -> None:
    assert [_on(dealt(_leave_one_out(), fold), "test") for fold in (1, 7)] == ["a", "g"]


def test_beside_another_set_it_is_dealt_into_that_ones_folds() -> None:
    folds = [dealt(_leave_one_out(), fold, of=5) for fold in (1, 2, 5)]
    assert [(_on(fold, "test"), _on(fold, "dev")) for fold in folds] == [("af", "b"), ("bg", "c"), ("e", "a")]
    assert all(not set(_on(fold, "train")) & set(_on(fold, "test") + _on(fold, "dev")) for fold in folds)


def test_every_speaker_tests_once_however_many_folds_the_run_has() -> None:
    for of in (3, 5, 9):
        assert sorted("".join(_on(dealt(_leave_one_out(), fold + 1, of=of), "test") for fold in range(of))) == list(
            PEOPLE
        )


@pytest.mark.parametrize(
    ("content", "start_s", "code"),
    [(b"", None, "empty_audio"), (b"RIFF of nothing", None, "corrupt_media"), (None, 50.0, "empty_audio")],
)
def test_a_clip_without_sound_is_refused_by_its_name(
    content: bytes | None, start_s: float | None, code: str, tmp_path: Path
) -> None:
    clip = tmp_path / "one.wav"
    if content is None:
        write_wav(clip, tone(0.5))
    else:
        clip.write_bytes(content)
    with pytest.raises(MediaError, match=r"one\.wav") as refusal:
        speech_features(Utterance("one", ("sad",), path=clip, start_s=start_s), log_mel)
    assert refusal.value.code == code


def test_the_first_set_with_folds_decides_their_number() -> None:
    without = Dataset("texts", "none", ())
    assert fold_count([without, _leave_one_out()]) == 7
    assert fold_count([without]) is None


def test_only_who_is_unheard_calibrates() -> None:
    assert split_speakers(_leave_one_out(), 1, frozenset("ad")) == (frozenset("d"), frozenset("a"))


@pytest.mark.data
@pytest.mark.parametrize(
    ("fold", "held_out"),
    [
        (1, {"emodb": ("08", "03 12"), "nemo": ("IC0", "EB0 MP0")}),
        (5, {"emodb": ("03", "11 16"), "nemo": ("EB0", "MK0")}),
    ],
)
def test_the_five_folds_of_the_shipped_model_stay_as_they_are(fold: int, held_out: dict[str, tuple[str, str]]) -> None:
    if "EMOTION_DATA" not in os.environ:
        pytest.skip("EMOTION_DATA is not set")
    for name, (calibration, test) in held_out.items():
        dataset = load_dataset(name, Path(os.environ["EMOTION_DATA"]) / name)
        assert len(dataset.folds) == {"emodb": 10, "nemo": 9}[name]
        split = dealt(dataset, fold, of=5)
        found = [sorted({u.speaker for u in split.utterances if u.split == side}) for side in ("dev", "test")]
        assert found == [calibration.split(), test.split()]
