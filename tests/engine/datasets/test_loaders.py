"""What every loader of the table must do; what is special to one is in a file of its name."""

import contextlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from recognition.engine.datasets.base import DATASETS, Dataset, Utterance, load_dataset, speaker_folds
from recognition.engine.errors import DatasetError, UnknownComponentError
from recognition.engine.labels import EMOTIONS
from recognition.engine.media import decode
from tests.engine.datasets.layouts import LAYOUTS, clips

FOLDERS = [name for name in DATASETS if name != "manifest"]


def _load(name: str, folder: Path) -> Dataset:
    write, _ = LAYOUTS[name]
    return load_dataset(name, write(folder))


def test_every_data_set_of_the_table_is_tested() -> None:
    assert set(LAYOUTS) == set(DATASETS)


@pytest.mark.parametrize("name", DATASETS)
def test_it_reads_the_official_layout(name: str, tmp_path: Path) -> None:
    dataset = _load(name, tmp_path)
    assert (dataset.name, len(dataset.utterances)) == (name, LAYOUTS[name][1])
    assert dataset.licence
    assert len({utterance.id for utterance in dataset.utterances}) == len(dataset.utterances)
    assert {label for utterance in dataset.utterances for label in utterance.labels} <= set(EMOTIONS)
    assert all(utterance.streams for utterance in dataset.utterances)
    assert {utterance.sex for utterance in dataset.utterances} <= {"female", "male", None}
    assert {utterance.split for utterance in dataset.utterances} <= {"train", "dev", "test", None}


@pytest.mark.parametrize("name", DATASETS)
def test_its_label_map_tells_where_every_label_comes_from(name: str, tmp_path: Path) -> None:
    dataset = _load(name, tmp_path)
    assert set(dataset.label_map.values()) <= set(EMOTIONS)
    assert {label for utterance in dataset.utterances for label in utterance.labels} <= set(dataset.label_map.values())


@pytest.mark.parametrize("name", DATASETS)
def test_folds_are_disjoint_and_hold_every_named_speaker(name: str, tmp_path: Path) -> None:
    dataset = _load(name, tmp_path)
    if dataset.folds:
        members = [speaker for fold in dataset.folds for speaker in fold]
        assert len(members) == len(set(members))
        assert {utterance.speaker for utterance in dataset.utterances} <= set(members)


@pytest.mark.parametrize("name", DATASETS)
def test_what_it_points_to_can_be_heard_and_seen(name: str, tmp_path: Path) -> None:
    for utterance in _load(name, tmp_path).utterances:
        if utterance.path is not None:
            with decode(utterance.path, start_s=utterance.start_s or 0.0, end_s=utterance.end_s) as pcm:
                assert pcm.duration_s > 0
        if utterance.picture is not None:
            assert utterance.picture.array().shape == (48, 48)
            assert utterance.picture.array().dtype == np.uint8


@pytest.mark.parametrize("name", FOLDERS)
def test_an_empty_folder_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=f"No {name} files"):
        load_dataset(name, tmp_path)


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut off": lambda whole: whole[: len(whole) * 2 // 3],
    "without its heading": lambda whole: whole.partition(b"\n")[2],
    "with half of its columns": lambda whole: b"\n".join(line[: len(line) // 2] for line in whole.split(b"\n")),
    "not text": lambda whole: b"\xff\x00" + whole[::-1],
    "empty": lambda whole: b"",
}


@pytest.mark.parametrize("name", DATASETS)
def test_a_damaged_table_is_read_as_far_as_it_goes_or_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    write, _ = LAYOUTS[name]
    where = write(tmp_path)
    tables = [path for path in tmp_path.rglob("*") if path.suffix in (".csv", ".tsv", ".txt", ".json", ".zip")]
    for table in tables:
        whole = table.read_bytes()
        for damage in DAMAGES.values():
            table.write_bytes(damage(whole))
            with contextlib.suppress(DatasetError):  # anything else is not for a person to read
                assert load_dataset(name, where).utterances
        table.write_bytes(whole)


def test_a_file_with_a_name_of_ravdess_s_form_and_no_such_emotion_is_left_out(tmp_path: Path) -> None:
    where = LAYOUTS["ravdess"][0](tmp_path)
    clips(where, "Actor_02/03-01-09-01-01-01-02.wav", "Actor_02/03-01-02-01-07-01-02.wav", "a-b-c-d-e-f-g.wav")
    assert len(load_dataset("ravdess", where).utterances) == LAYOUTS["ravdess"][1]


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="nothing at"):
        load_dataset("ravdess", tmp_path / "nowhere")


def test_an_unknown_data_set_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UnknownComponentError, match="emodb") as refusal:
        load_dataset("imaginary", tmp_path)
    assert refusal.value.code == "unknown_dataset"


def test_goemotions_groups_follow_the_published_mapping(tmp_path: Path) -> None:
    happy, both, neutral = _load("goemotions", tmp_path).utterances
    assert (happy.labels, both.labels, neutral.labels) == (("happy",), ("angry", "happy"), ("neutral",))
    assert (happy.split, neutral.split) == ("train", "test")


def test_tess_counts_a_clip_that_lies_there_twice_once(tmp_path: Path) -> None:
    older, younger = _load("tess", tmp_path).utterances
    assert (older.label, older.speaker, older.text) == ("angry", "OAF", "Say the word back.")
    assert (younger.label, younger.speaker, younger.sex) == ("surprised", "YAF", "female")


def test_shemo_names_tell_speaker_sex_and_emotion(tmp_path: Path) -> None:
    angry, fearful = _load("shemo", tmp_path).utterances
    assert (angry.label, angry.speaker, angry.sex, angry.text) == ("angry", "F01", "female", "دیگه")
    assert (fearful.label, fearful.speaker, fearful.sex, fearful.text) == ("fearful", "M21", "male", None)


def test_an_utterance_tells_what_it_can_be_read_from() -> None:
    film = Path("film.mp4")
    assert Utterance("a", ("sad",), path=film, text="No.", video=film).streams == ("voice", "words", "face")
    assert Utterance("b", ("sad",), text="No.").streams == ("words",)


def test_speaker_folds_are_disjoint_and_complete() -> None:
    folds = speaker_folds(["a", "b", "c", "a", "d"], count=3)
    assert [set(fold) for fold in folds] == [{"a", "d"}, {"b"}, {"c"}]
