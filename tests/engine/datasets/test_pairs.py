"""Voices and strangers' faces that carry one emotion."""

from pathlib import Path

import pytest

from recognition.engine.datasets.base import Dataset, Utterance, load_dataset
from recognition.engine.datasets.pairs import load_for_folds
from recognition.engine.datasets.ravdess import EMOTIONS
from tests.engine.datasets.layouts import clips, shown_faces

ACTORS = {"02": "PrivateTest", "03": "PublicTest", "08": "Training"}  # of folds 1, 2 and 4

Faces = dict[bytes, tuple[str, str]]
"""Picture to split and emotion."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight emotions of three actors, four times each, and three faces of each emotion and split."""
    folder = tmp_path_factory.mktemp("data")
    names = [
        f"ravdess/Actor_{actor}/03-01-{number}-01-0{statement}-0{again}-{actor}.wav"
        for actor in ACTORS
        for number in EMOTIONS
        for statement in (1, 2)
        for again in (1, 2)
    ]
    clips(folder, *names)
    return folder


@pytest.fixture(scope="module")
def faces(folder: Path) -> Faces:
    return {face.tobytes(): (usage, emotion) for usage, emotion, face in shown_faces(folder / "ferplus", 3)}


@pytest.fixture(scope="module")
def dataset(folder: Path, faces: Faces) -> Dataset:
    assert faces
    return load_dataset("pairs", folder)


def seen(pair: Utterance, faces: Faces) -> tuple[str, str]:
    assert pair.picture is not None
    return faces[pair.picture.pixels]


def test_every_clip_has_a_face_of_its_own_side(dataset: Dataset, faces: Faces) -> None:
    for pair in dataset.utterances:
        assert seen(pair, faces)[0] == ACTORS[pair.speaker]


def test_in_cross_validation_everybody_s_face_is_of_the_test_side(folder: Path, dataset: Dataset, faces: Faces) -> None:
    folds = load_for_folds(folder)
    assert {seen(pair, faces)[0] for pair in folds.utterances} == {"PrivateTest"}
    assert [(pair.id, pair.label, pair.path) for pair in folds.utterances] == [
        (pair.id, pair.label, pair.path) for pair in dataset.utterances
    ]
    tested = [pair for pair in folds.utterances if ACTORS[pair.speaker] == "PrivateTest"]
    assert tested == [pair for pair in dataset.utterances if pair in tested], "those of fold 1 are the same pairs"


def test_one_of_both_carries_the_emotion_and_the_other_does_or_is_neutral(dataset: Dataset, faces: Faces) -> None:
    carried = set()
    for pair in dataset.utterances:
        assert pair.path is not None
        voice, look = EMOTIONS[pair.path.stem.split("-")[2]], seen(pair, faces)[1]
        assert pair.label in (voice, look)
        assert {voice, look} <= {pair.label, "neutral"}
        if pair.label not in ("neutral", "calm"):
            carried.add((voice == pair.label, look == pair.label))
    assert carried == {(True, True), (True, False), (False, True)}


def test_a_calm_voice_meets_a_neutral_face(dataset: Dataset, faces: Faces) -> None:
    calm = [pair for pair in dataset.utterances if pair.label == "calm"]
    assert {seen(pair, faces)[1] for pair in calm} == {"neutral"}


def test_neutral_voices_stay_with_their_actor(dataset: Dataset) -> None:
    assert all(pair.path is not None and pair.path.stem.endswith(pair.speaker) for pair in dataset.utterances)


def test_nothing_is_read_but_voice_and_face(dataset: Dataset) -> None:
    assert dataset.streams == ("voice", "face")
