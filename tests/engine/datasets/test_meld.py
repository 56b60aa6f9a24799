from pathlib import Path

from recognition.engine.datasets.base import load_dataset
from tests.engine.datasets.layouts import clips, meld


def test_a_line_has_its_film_speaker_split_and_our_name_for_its_emotion(tmp_path: Path) -> None:
    happy, surprised, _, angry = load_dataset("meld", meld(tmp_path)).utterances
    assert (happy.id, happy.label, happy.split) == ("train/dia0_utt0", "happy", "train")
    assert (happy.speaker, happy.sex, surprised.speaker, surprised.sex) == ("Monica", "female", "The Waiter", None)
    assert happy.path == happy.video == tmp_path / "train/train_splits/dia0_utt0.mp4"
    assert (angry.label, angry.split) == ("angry", "test")
    assert angry.path == tmp_path / "test/output_repeated_splits_test/dia0_utt0.mp4"


def test_a_line_without_a_film_is_its_text(tmp_path: Path) -> None:
    _, text_only, broken, _ = load_dataset("meld", meld(tmp_path)).utterances
    assert (text_only.path, text_only.text, text_only.streams) == (None, "Oh no.", ("words",))
    assert (broken.path, broken.video) == (None, None)


def test_quotes_of_the_wrong_code_page_are_put_right(tmp_path: Path) -> None:
    assert load_dataset("meld", meld(tmp_path)).utterances[0].text == "That’s it, you guys."


def test_a_sound_file_beside_the_film_is_heard_instead(tmp_path: Path) -> None:
    meld(tmp_path)
    clips(tmp_path, "train/train_splits/dia0_utt0.wav")
    first = load_dataset("meld", tmp_path).utterances[0]
    assert (first.path and first.path.suffix, first.video and first.video.suffix) == (".wav", ".mp4")
