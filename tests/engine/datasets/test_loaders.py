from collections.abc import Callable
from pathlib import Path

import pytest

from recognition.engine.datasets.base import DATASETS, load_dataset, speaker_folds
from recognition.engine.errors import DatasetError, UnknownComponentError
from recognition.engine.labels import EMOTIONS


def _touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")


def _ravdess(folder: Path) -> Path:
    _touch(folder, "Actor_01/03-01-05-01-01-01-01.wav", "Actor_02/03-01-02-02-02-01-02.wav", "Actor_02/notes.wav")
    _touch(folder, "Actor_02/03-02-02-02-02-01-02.wav")  # a song
    return folder


def _emodb(folder: Path) -> Path:
    _touch(folder, "wav/03a01Fa.wav", "wav/08b10Wc.wav", "wav/readme.wav")
    return folder


def _nemo(folder: Path) -> Path:
    _touch(folder, "samples/AB0_anger_1.wav", "samples/CD0_sadness_2.wav")
    header = "file_id\temotion\traw_text\tnormalized_text\tspeaker_id\tgender\tage\n"
    rows = "AB0_anger_1.wav\tanger\tTak.\ttak\tAB0\tfemale\t20\nCD0_sadness_2.wav\tsadness\tNie.\tnie\tCD0\tmale\t30\n"
    (folder / "data.tsv").write_text(header + rows + "ZZ0_fear_9.wav\tfear\tGone.\tgone\tZZ0\tmale\t30\n")
    return folder


def _urdu(folder: Path) -> Path:
    _touch(folder, "Angry/SM1_F10_A010.wav", "Sad/SF3_F1_S01.wav")
    return folder


def _goemotions(folder: Path) -> Path:
    (folder / "emotions.txt").write_text("admiration\nanger\n")
    (folder / "train.tsv").write_text('Well done\t0\tid1\nI am "furious\t1,0\tid2\n')
    (folder / "test.tsv").write_text("It is a table\t2\tid3\n")
    return folder


def _manifest(folder: Path) -> Path:
    _touch(folder, "clips/one.wav")
    path = folder / "own.csv"
    path.write_text("path,label,text,speaker,start_s\nclips/one.wav,happy,hello,ann,0.5\n,sad,oh no,bob,\n")
    return path


LAYOUTS: dict[str, Callable[[Path], Path]] = {
    "ravdess": _ravdess,
    "emodb": _emodb,
    "nemo": _nemo,
    "urdu": _urdu,
    "goemotions": _goemotions,
    "manifest": _manifest,
}


def test_every_data_set_of_the_table_is_tested() -> None:
    assert set(LAYOUTS) == set(DATASETS)


@pytest.mark.parametrize("name", DATASETS)
def test_it_reads_the_official_layout(name: str, tmp_path: Path) -> None:
    dataset = load_dataset(name, LAYOUTS[name](tmp_path))
    assert dataset.licence
    assert len(dataset.utterances) == (3 if name == "goemotions" else 2)
    assert len({utterance.id for utterance in dataset.utterances}) == len(dataset.utterances)
    assert {label for utterance in dataset.utterances for label in utterance.labels} <= set(EMOTIONS)


@pytest.mark.parametrize("name", [name for name in DATASETS if name != "manifest"])
def test_an_empty_folder_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=f"No {name} files"):
        load_dataset(name, tmp_path)


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="nothing at"):
        load_dataset("ravdess", tmp_path / "nowhere")


def test_an_unknown_data_set_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownComponentError, match="emodb") as refusal:
        load_dataset("imaginary", tmp_path)
    assert refusal.value.code == "unknown_dataset"


def test_ravdess_fields_are_read_from_the_name(tmp_path: Path) -> None:
    angry, calm = load_dataset("ravdess", _ravdess(tmp_path)).utterances
    assert (angry.label, angry.speaker, angry.sex, angry.text) == (
        "angry",
        "01",
        "male",
        "Kids are talking by the door.",
    )
    assert (calm.label, calm.sex) == ("calm", "female")


def test_ravdess_folds_are_the_published_ones_and_cover_every_actor(tmp_path: Path) -> None:
    folds = load_dataset("ravdess", _ravdess(tmp_path)).folds
    assert folds[0] == {"02", "05", "14", "15", "16"}
    assert sorted(actor for fold in folds for actor in fold) == [f"{number:02d}" for number in range(1, 25)]


def test_goemotions_groups_follow_the_published_mapping(tmp_path: Path) -> None:
    happy, both, neutral = load_dataset("goemotions", _goemotions(tmp_path)).utterances
    assert (happy.labels, both.labels, neutral.labels) == (("happy",), ("angry", "happy"), ("neutral",))
    assert (happy.split, neutral.split) == ("train", "test")


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ("path,emotion\n", "lacks the column label"),
        ("path,label\n,cheerful\n", "unknown label"),
        ("path,label\ngone.wav,happy\n", "no file gone.wav"),
        ("path,label\n,happy\n", "neither a path nor a text"),
        ("path,label,text,start_s\n,happy,hello,soon\n", "not a number"),
    ],
)
def test_a_manifest_says_what_is_wrong_with_it(table: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text(table)
    with pytest.raises(DatasetError, match=complaint):
        load_dataset("manifest", path)


def test_speaker_folds_are_disjoint_and_complete() -> None:
    folds = speaker_folds(["a", "b", "c", "a", "d"], count=3)
    assert [set(fold) for fold in folds] == [{"a", "d"}, {"b"}, {"c"}]
