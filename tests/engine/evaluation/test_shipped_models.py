"""The figures on the shipped cards, measured again on the data sets that they name."""

import os
from pathlib import Path

import pytest

from recognition.engine.evaluation.card_metrics import TABLE, table
from recognition.engine.evaluation.evaluate import evaluate
from recognition.engine.fusion.base import Hearing, load_model
from recognition.engine.fusion.cards import CHECKPOINTS_DIR, model_ids, read_card
from recognition.engine.testing import tone
from recognition.engine.types import Quality

CHANCE = 1 / 7


@pytest.fixture(scope="module")
def data() -> Path:
    folder = os.environ.get("EMOTION_DATA")
    if not folder:
        pytest.skip("EMOTION_DATA is not set")
    return Path(folder)


@pytest.mark.data
@pytest.mark.parametrize("dataset", ["ravdess", "emodb"])
def test_evaluation_finds_what_the_default_card_says(dataset: str, data: Path) -> None:
    card = read_card(CHECKPOINTS_DIR / "voice-words")
    said = next(entry for entry in card["metrics"] if (entry["dataset"], entry["split"]) == (dataset, "test"))
    found = evaluate("voice-words", dataset=dataset, data=data / dataset, progress=lambda *_: None)
    assert found["unseen"] is True
    for stream, figures in said["streams"].items():
        assert found["streams"][stream]["examples"] == figures["examples"]
        assert found["streams"][stream]["ua"] == pytest.approx(figures["ua"], abs=0.02)
        assert found["streams"][stream]["ua"] > CHANCE


def test_the_table_beside_the_cards_says_what_the_cards_say() -> None:
    assert TABLE.read_text(encoding="utf-8") == table([read_card(CHECKPOINTS_DIR / model) for model in model_ids()])


@pytest.mark.parametrize("model", model_ids())
def test_every_shipped_model_loads_and_reads(model: str) -> None:
    quality = Quality(snr_db=20.0, clipping=0.0, speech_ratio=1.0)
    reading = load_model(model).read(Hearing(tone(1.2), "I am so happy", 0.9, "en", quality, 1.2))
    assert reading.scores.fused is not None
    assert sum(reading.scores.fused.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("model", model_ids())
def test_every_card_tells_data_licence_limits_and_figures_with_their_command(model: str) -> None:
    card = read_card(CHECKPOINTS_DIR / model)
    assert card["licence"] in ("CC BY-NC-SA 4.0", "research practice, as FER2013's pictures; FER+'s labels MIT")
    assert card["limits"]
    assert card["human_yardstick"]["crema_d"]["streams"]["voice"]["people"]["wa"] < 0.5  # people, too, find it hard
    assert all(dataset["licence"] for dataset in card["datasets"])
    assert card["metrics"]
    assert all(entry["command"].startswith(f"emotion evaluate {model} ") for entry in card["metrics"])
