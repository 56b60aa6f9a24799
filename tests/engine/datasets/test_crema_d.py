from pathlib import Path

import pytest

from recognition.engine.datasets.base import load_dataset
from recognition.engine.datasets.crema_d import read_votes
from recognition.engine.errors import DatasetError
from tests.engine.datasets.layouts import clips, crema_d, file


def test_name_demographics_film_and_votes_come_together(tmp_path: Path) -> None:
    angry, happy = load_dataset("crema_d", crema_d(tmp_path)).utterances
    assert (angry.label, angry.speaker, angry.sex, angry.text) == ("angry", "1001", "male", "Don't forget a jacket.")
    assert angry.video == tmp_path / "VideoFlash/1001_DFA_ANG_XX.flv"
    assert angry.votes is not None
    assert (angry.votes["neutral"], angry.votes["angry"], sum(angry.votes.values())) == (6, 3, 10)
    assert (happy.label, happy.sex, happy.video, happy.votes) == ("happy", "female", None, None)


def test_the_wav_goes_before_the_mp3_that_people_heard(tmp_path: Path) -> None:
    clips(tmp_path, "AudioMP3/1001_DFA_ANG_XX.mp3.wav", "AudioWAV/1001_DFA_ANG_XX.wav")
    (tmp_path / "AudioMP3/1001_DFA_ANG_XX.mp3.wav").rename(tmp_path / "AudioMP3/1001_DFA_ANG_XX.mp3")
    (only,) = load_dataset("crema_d", tmp_path).utterances
    assert only.path == tmp_path / "AudioWAV/1001_DFA_ANG_XX.wav"


def test_five_folds_by_actor(tmp_path: Path) -> None:
    clips(tmp_path, *(f"AudioWAV/{actor}_TAI_{code}_HI.wav" for actor in range(1001, 1008) for code in ("SAD", "FEA")))
    folds = load_dataset("crema_d", tmp_path).folds
    assert [sorted(fold) for fold in folds] == [["1001", "1006"], ["1002", "1007"], ["1003"], ["1004"], ["1005"]]


def test_votes_know_their_mode_actor_and_acted_emotion(tmp_path: Path) -> None:
    voice, face, both = read_votes(crema_d(tmp_path))
    assert [one.mode for one in (voice, face, both)] == ["voice", "face", "both"]
    assert (voice.actor, voice.acted, face.votes["angry"]) == ("1001", "angry", 9)


def test_a_folder_without_votes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="There is no tabulatedVotes"):
        list(read_votes(tmp_path))


def test_a_row_of_no_known_mode_is_refused(tmp_path: Path) -> None:
    file(tmp_path / "tabulatedVotes.csv", '"","A","D","F","H","N","S","fileName"\n"9",1,0,0,0,0,0,"1001_DFA_ANG_XX"\n')
    with pytest.raises(DatasetError, match="“9”"):
        list(read_votes(tmp_path))
