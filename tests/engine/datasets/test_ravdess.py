from pathlib import Path

import numpy as np
import pytest

from recognition.engine.datasets.base import load_dataset
from recognition.engine.datasets.ravdess import action_units, performance_of
from recognition.engine.errors import DatasetError
from recognition.engine.media import decode
from recognition.engine.testing import tone, write_wav
from tests.engine.datasets.layouts import clips, file, films, ravdess


def test_fields_are_read_from_the_name(tmp_path: Path) -> None:
    angry, calm = load_dataset("ravdess", ravdess(tmp_path)).utterances
    assert (angry.label, angry.speaker, angry.sex, angry.text) == (
        "angry",
        "01",
        "male",
        "Kids are talking by the door.",
    )
    assert (calm.label, calm.sex) == ("calm", "female")


def test_folds_are_the_published_ones_and_cover_every_actor(tmp_path: Path) -> None:
    folds = load_dataset("ravdess", ravdess(tmp_path)).folds
    assert folds[0] == {"02", "05", "14", "15", "16"}
    assert sorted(actor for fold in folds for actor in fold) == [f"{number:02d}" for number in range(1, 25)]


def test_sound_and_film_of_one_performance_are_one_utterance(tmp_path: Path) -> None:
    films(tmp_path, "Actor_01/01-01-05-01-01-01-01.mp4", "Actor_01/01-01-06-01-01-01-01.mp4")
    films(tmp_path, "Actor_01/02-01-05-01-01-01-01.mp4", sound=False)
    clips(tmp_path, "Actor_01/03-01-05-01-01-01-01.wav")
    both, film = load_dataset("ravdess", tmp_path).utterances
    assert (both.id, both.path and both.path.suffix, both.video and both.video.name) == (
        "03-01-05-01-01-01-01",
        ".wav",
        "01-01-05-01-01-01-01.mp4",
    )
    assert film.path == film.video == tmp_path / "Actor_01/01-01-06-01-01-01-01.mp4"
    assert both.streams == film.streams == ("voice", "words", "face")


def test_a_silent_film_is_the_face_of_a_sound_but_nothing_alone(tmp_path: Path) -> None:
    films(tmp_path, "Actor_01/02-01-05-01-01-01-01.mp4", "Actor_01/02-01-06-01-01-01-01.mp4", sound=False)
    clips(tmp_path, "Actor_01/03-01-05-01-01-01-01.wav")
    (only,) = load_dataset("ravdess", tmp_path).utterances
    assert only.video == tmp_path / "Actor_01/02-01-05-01-01-01-01.mp4"


def test_the_clip_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    clips(tmp_path, "Actor_07/03-01-03-01-02-01-07.wav", "Actor_07/03-01-03-01-02-02-07.wav")
    assert [one.id for one in load_dataset("ravdess", tmp_path).utterances] == ["03-01-03-01-02-01-07"]


def test_a_stereo_clip_is_heard_as_one_channel(tmp_path: Path) -> None:
    (tmp_path / "Actor_01").mkdir()
    path = tmp_path / "Actor_01" / "03-01-02-01-01-02-01.wav"
    write_wav(path, np.stack([tone(0.3), tone(0.3)]))
    (only,) = load_dataset("ravdess", tmp_path).utterances
    assert only.path == path
    with decode(path) as pcm:
        assert pcm.duration_s == pytest.approx(0.3, abs=0.05)


def test_action_units_are_found_by_performance(tmp_path: Path) -> None:
    table = file(
        tmp_path / "units.csv",
        "AU01_r;AU45_c;speech;name;path;index\n0.5;0.25;1;01-01-05-01-01-01-01;x;0\n1.5;0.0;1;01-01-05-01-01-02-01;x;0\n",
    )
    units = action_units(table)
    assert units[performance_of("03-01-05-01-01-01-01")].tolist() == [0.5, 0.25]
    assert len(units) == 2


def test_a_table_without_action_units_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no columns AU"):
        action_units(file(tmp_path / "units.csv", "name;path\n"))
