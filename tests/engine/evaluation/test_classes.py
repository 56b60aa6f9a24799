import pytest

from recognition.engine.datasets.base import Utterance
from recognition.engine.evaluation.evaluate import about, classes
from recognition.engine.fusion.base import load_model

LABELS = ("neutral", "happy", "sad")


def _utterances(*labels: str) -> list[Utterance]:
    return [Utterance(f"{number}", (label,), text="Well.") for number, label in enumerate(labels)]


def test_a_model_chooses_among_the_labels_that_occur() -> None:
    assert classes(_utterances("sad", "calm", "bored"), LABELS) == ["neutral", "sad"]


def test_where_all_is_neutral_it_may_say_anything() -> None:
    assert classes(_utterances("neutral", "neutral"), LABELS) == ["neutral", "happy", "sad"]


def test_where_nothing_has_a_name_there_are_no_classes() -> None:
    assert classes(_utterances("bored"), LABELS) == []


@pytest.mark.parametrize(
    ("dataset", "split", "unseen"),
    [("ravdess", "test", True), ("ravdess", "all", False), ("urdu", "all", True), ("manifest", "test", None)],
)
def test_a_report_calls_unseen_only_what_it_knows_to_be(dataset: str, split: str, unseen: bool | None) -> None:
    assert about(load_model("voice-words"), dataset, split)["unseen"] is unseen
