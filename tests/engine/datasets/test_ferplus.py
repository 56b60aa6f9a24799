import zipfile
from pathlib import Path

import pytest

from recognition.engine.datasets.base import load_dataset
from recognition.engine.datasets.ferplus import majority
from recognition.engine.errors import DatasetError
from tests.engine.datasets.layouts import face, fer2013, ferplus, ferplus_votes, file


def test_a_face_has_the_majority_s_label_and_keeps_the_votes(tmp_path: Path) -> None:
    neutral, contempt, happy = load_dataset("ferplus", ferplus(tmp_path)).utterances
    assert (neutral.label, neutral.split, neutral.streams) == ("neutral", "train", ("face",))
    assert neutral.votes is not None
    assert (neutral.votes["neutral"], neutral.votes["angry"], sum(neutral.votes.values())) == (8, 1, 9)
    assert (contempt.label, contempt.split) == ("contempt", "dev")
    assert (happy.label, happy.split) == ("happy", "test")


def test_the_face_is_the_published_picture(tmp_path: Path) -> None:
    neutral, *_ = load_dataset("ferplus", ferplus(tmp_path)).utterances
    assert neutral.picture is not None
    assert (neutral.picture.array() == face(1)).all()


def test_a_training_face_that_the_test_has_too_is_dropped(tmp_path: Path) -> None:
    faces = load_dataset("ferplus", ferplus(tmp_path)).utterances
    tested = {one.picture for one in faces if one.split == "test"}
    assert [one.id for one in faces if one.picture in tested] == ["fer0000005"]


def test_the_original_table_of_pixels_gives_the_same_faces(tmp_path: Path) -> None:
    (tmp_path / "zip").mkdir()
    zipped = load_dataset("ferplus", ferplus(tmp_path / "zip")).utterances
    ferplus_votes(fer2013(tmp_path))
    assert load_dataset("ferplus", tmp_path).utterances == zipped


def test_an_unpacked_archive_gives_the_same_faces(tmp_path: Path) -> None:
    zipped = load_dataset("ferplus", ferplus(tmp_path)).utterances
    with zipfile.ZipFile(tmp_path / "images.zip") as archive:
        archive.extractall(tmp_path)
    (tmp_path / "images.zip").unlink()
    assert load_dataset("ferplus", tmp_path).utterances == zipped


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    ferplus(tmp_path)
    (tmp_path / "images.zip").write_bytes(b"PK")
    with pytest.raises(DatasetError, match="not a whole zip"):
        load_dataset("ferplus", tmp_path)


def test_fer2013_s_own_labels(tmp_path: Path) -> None:
    faces = load_dataset("fer2013", fer2013(tmp_path)).utterances
    assert [(one.id, one.label) for one in faces] == [
        ("fer0000000", "angry"),
        ("fer0000001", "disgust"),
        ("fer0000003", "happy"),
        ("fer0000004", "sad"),
        ("fer0000005", "surprised"),
    ]


def test_a_row_that_is_no_picture_is_refused_with_its_line(tmp_path: Path) -> None:
    file(tmp_path / "fer2013.csv", "emotion,pixels,Usage\n0,1 2 300,Training\n")
    with pytest.raises(DatasetError, match="line 2, column pixels"):
        load_dataset("fer2013", tmp_path)


@pytest.mark.parametrize(
    ("votes", "label"),
    [
        ({"neutral": 6, "sad": 4}, "neutral"),
        ({"neutral": 5, "sad": 5}, None),
        ({"neutral": 4, "sad": 2, "angry": 1, "fear": 1, "NF": 1, "unknown": 1}, "neutral"),  # slips do not count
        ({"neutral": 4, "unknown": 6}, "unknown"),
        ({"neutral": 1}, None),
    ],
)
def test_a_majority_is_more_than_half_of_what_two_or_more_people_said(votes: dict[str, int], label: str | None) -> None:
    assert majority(votes) == label
