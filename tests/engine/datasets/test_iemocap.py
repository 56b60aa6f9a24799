from pathlib import Path

from recognition.engine.datasets.base import load_dataset
from recognition.engine.labels import project
from tests.engine.datasets.layouts import iemocap

FIVE = ("neutral", "frustrated", "angry", "sad", "excited")


def test_the_agreed_emotion_the_words_and_the_sound_of_a_turn_come_together(tmp_path: Path) -> None:
    neutral, frustrated, _ = load_dataset("iemocap", iemocap(tmp_path)).utterances
    assert (neutral.id, neutral.label, neutral.text) == ("Ses01F_impro01_F000", "neutral", "Excuse me.")
    assert neutral.path == tmp_path / "Session1/sentences/wav/Ses01F_impro01/Ses01F_impro01_F000.wav"
    assert (neutral.start_s, neutral.end_s) == (None, None)
    assert (frustrated.label, frustrated.text) == ("frustrated", "Next!")


def test_the_speaker_is_who_takes_the_turn_not_who_wears_the_markers(tmp_path: Path) -> None:
    woman, man, _ = load_dataset("iemocap", iemocap(tmp_path)).utterances
    assert (woman.speaker, woman.sex) == ("Ses01F", "female")
    assert (man.id, man.speaker, man.sex) == ("Ses01F_impro01_M001", "Ses01M", "male")


def test_without_cut_sentences_the_turn_is_cut_from_its_dialog(tmp_path: Path) -> None:
    *_, excited = load_dataset("iemocap", iemocap(tmp_path)).utterances
    assert excited.path == tmp_path / "Session2/dialog/wav/Ses02M_script01_1.wav"
    assert (excited.label, excited.start_s, excited.end_s) == ("excited", 0.05, 0.15)


def test_turns_without_agreement_are_left_out(tmp_path: Path) -> None:
    assert "Ses01F_impro01_F001" not in {one.id for one in load_dataset("iemocap", iemocap(tmp_path)).utterances}


def test_a_fold_is_a_session_with_both_its_speakers(tmp_path: Path) -> None:
    assert load_dataset("iemocap", iemocap(tmp_path)).folds == (frozenset({"Ses01F", "Ses01M"}), frozenset({"Ses02M"}))


def test_the_five_classes_leave_happy_out_and_keep_excited_by_name() -> None:
    assert project("excited", FIVE) == "excited"
    assert project("happy", FIVE) is None
