"""The published sets themselves, where EMOTION_DATA points to them: their sizes, their people and their traps."""

import os
from collections import Counter
from pathlib import Path

import pytest

from recognition.engine.datasets.base import Dataset, load_dataset
from recognition.engine.datasets.crema_d import read_votes
from recognition.engine.datasets.ravdess import action_units, performance_of

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def data() -> Path:
    folder = os.environ.get("EMOTION_DATA")
    if not folder:
        pytest.skip("EMOTION_DATA is not set")
    return Path(folder)


@pytest.fixture(scope="module")
def faces(data: Path) -> Dataset:
    return load_dataset("ferplus", data / "ferplus")


@pytest.mark.parametrize(
    ("name", "utterances", "speakers", "emotions", "streams"),
    [
        ("ravdess", 1439, 24, 8, ("voice", "words")),
        ("emodb", 535, 10, 7, ("voice",)),
        ("nemo", 4481, 9, 6, ("voice", "words")),
        ("urdu", 400, 29, 4, ("voice",)),
        ("asr", 13, 5, 1, ("voice", "words")),
        ("goemotions", 54263, 0, 7, ("words",)),
    ],
)
def test_sizes_are_as_published(
    name: str, utterances: int, speakers: int, emotions: int, streams: tuple[str, ...], data: Path
) -> None:
    dataset = load_dataset(name, data / name)
    assert len(dataset.utterances) == utterances
    assert len({one.speaker for one in dataset.utterances if one.speaker}) == speakers
    assert len({label for one in dataset.utterances for label in one.labels}) == emotions
    assert dataset.streams == streams


def test_goemotions_has_its_official_splits_and_groups(data: Path) -> None:
    texts = load_dataset("goemotions", data / "goemotions").utterances
    assert Counter(one.split for one in texts) == {"train": 43410, "dev": 5426, "test": 5427}
    neutral_alone = sum(one.labels == ("neutral",) for one in texts)
    assert neutral_alone == 16021
    assert max(len(one.labels) for one in texts) > 1


def test_meld_has_its_official_lines(data: Path) -> None:
    lines = load_dataset("meld", data / "meld").utterances
    assert Counter(one.split for one in lines) == {"train": 9989, "dev": 1109}
    assert Counter(one.label for one in lines if one.split == "train")["happy"] == 1743


def test_ravdess_clips_have_their_action_units_and_one_duplicate_is_gone(data: Path) -> None:
    clips = load_dataset("ravdess", data / "ravdess").utterances
    units = action_units(data / "openface" / "ravdess_action_units_mean.csv")
    assert len(units) == 1440
    assert {values.shape for values in units.values()} == {(35,)}
    assert {performance_of(one.id) for one in clips} == set(units) - {"03-01-02-02-07"}


def test_ferplus_majorities_are_those_of_the_paper_and_no_face_is_in_two_splits(faces: Dataset) -> None:
    assert Counter(one.split for one in faces.utterances) == {"train": 24446, "dev": 3157, "test": 3153}
    splits: dict[object, set[str | None]] = {}
    for one in faces.utterances:
        splits.setdefault(one.picture, set()).add(one.split)
    assert {len(each) for each in splits.values()} == {1}


def test_ferplus_test_is_the_whole_published_one(faces: Dataset) -> None:
    tested = Counter(one.label for one in faces.utterances if one.split == "test")
    assert tested == {
        "neutral": 1090,
        "happy": 893,
        "surprised": 396,
        "sad": 384,
        "angry": 273,
        "fearful": 83,
        "disgust": 18,
        "contempt": 16,
    }


def test_crema_d_has_votes_on_every_clip_in_every_mode(data: Path) -> None:
    votes = list(read_votes(data / "crema_d"))
    assert Counter(one.mode for one in votes) == {"voice": 7442, "face": 7442, "both": 7442}
    assert len({one.actor for one in votes}) == 91
    assert all(sum(one.votes.values()) for one in votes)
