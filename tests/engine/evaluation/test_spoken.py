import shutil
from pathlib import Path

import pytest

from recognition.engine import media
from recognition.engine.datasets.base import Utterance
from recognition.engine.evaluation.spoken import TEXTS_PER_LABEL, choose_texts, read_out

LABELS = ("neutral", "happy")


def _text(number: int, *labels: str) -> Utterance:
    return Utterance(id=str(number), labels=labels, text=f"This is text {number}!", split="test")


def test_it_takes_as_many_texts_of_each_label_and_none_with_two() -> None:
    texts = [_text(n, "happy") for n in range(TEXTS_PER_LABEL + 5)]
    texts += [_text(n, "neutral") for n in range(3)] + [_text(999, "neutral", "happy")]
    chosen = choose_texts(texts, LABELS)
    assert [utterance.label for utterance in chosen] == ["neutral"] * 3 + ["happy"] * TEXTS_PER_LABEL


def test_it_reads_texts_out_by_several_voices(tmp_path: Path) -> None:
    if shutil.which("flite") is None:
        pytest.skip("flite is not installed")
    spoken = read_out([_text(1, "happy"), _text(2, "happy")], tmp_path)
    assert len({utterance.speaker for utterance in spoken}) == 2
    for utterance in spoken:
        assert utterance.path is not None
        assert (media.probe(utterance.path).duration_s or 0.0) > 0.5
    assert spoken[0].text == "this is text 1"
