"""`emotion evaluate --int8` with the shipped model, on small copies of its corpora's layouts."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from recognition.engine.cli import DONE, FAILED, main
from recognition.engine.datasets.ravdess import EMOTIONS
from recognition.engine.evaluation.card_metrics import table
from recognition.engine.evaluation.int8 import compare
from recognition.engine.fusion.cards import CHECKPOINTS_DIR, model_ids, read_card
from recognition.engine.testing import noise, tone, write_wav

TESTS = read_card(CHECKPOINTS_DIR / "voice-words")["training"]["speakers"]["ravdess"]["test"][:2]
TEXTS = ("I am so happy", "I hate this", "I am scared")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for actor in TESTS:
        for number in list(EMOTIONS)[:4]:
            sound = folder / "ravdess" / f"Actor_{actor}" / f"03-01-{number}-01-01-01-{actor}.wav"
            sound.parent.mkdir(parents=True, exist_ok=True)
            write_wav(sound, tone(0.8, frequency_hz=150.0 * int(number)) + noise(0.8, level=0.01, seed=int(actor)))
    (folder / "goemotions").mkdir()
    (folder / "goemotions" / "emotions.txt").write_text("joy\nanger\nfear\n")
    lines = [f"{text}\t{number}\tid{number}" for number, text in enumerate(TEXTS)]
    (folder / "goemotions" / "test.tsv").write_text("\n".join(lines) + "\n")
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A copy whose card a test may write to."""
    return Path(shutil.copytree(CHECKPOINTS_DIR / "voice-words", tmp_path / "voice-words"))


def _compare(data: Path, dataset: str) -> dict[str, Any]:
    return compare("voice-words", dataset=dataset, data=data / dataset, progress=lambda *_: None)


def test_voice_is_compared_on_unseen_speakers(data: Path) -> None:
    report = _compare(data, "ravdess")
    assert report["unseen"] is True
    voice = report["streams"]["voice"]
    assert (voice["examples"], voice["speakers"]) == (8, 2)
    assert 0.0 <= voice["same_answer"] <= 1.0
    low, high = voice["ua_difference_interval"]
    assert -1.0 <= low <= high <= 1.0


def test_texts_are_compared_in_words(data: Path) -> None:
    report = _compare(data, "goemotions")
    assert set(report["streams"]) == {"words", "fused"}
    assert report["streams"]["words"]["same_answer"] == 1.0
    assert report["bytes"] < 0.6 * report["full_bytes"]


def test_the_card_keeps_it_by_data_set_with_its_command_and_the_table_shows_it(
    model: Path, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = read_card(model)
    for dataset in ("goemotions", "goemotions", "ravdess"):
        command = ["evaluate", str(model), "--dataset", dataset, "--data", str(data / dataset), "--int8", "--card"]
        assert main(command) == DONE
    assert "to full precision" in capsys.readouterr().out
    card = read_card(model)
    assert card["metrics"] == before["metrics"]
    kept = [entry["dataset"] for entry in before["int8"]]
    assert [entry["dataset"] for entry in card["int8"]] == sorted({*kept, "goemotions", "ravdess"})
    entry = next(entry for entry in card["int8"] if entry["dataset"] == "goemotions")
    assert entry["command"] == (
        "emotion evaluate voice-words --dataset goemotions --data DATA/goemotions --split test --int8"
    )
    assert {"bytes", "full_bytes", "streams"} <= set(entry)
    others = [read_card(CHECKPOINTS_DIR / model) for model in model_ids() if model != "voice-words"]
    plain = [{**other, "int8": []} for other in others]  # the page of goals speaks of them, too
    assert "| `voice-words` | goemotions | test | words | 3 | " in table([*plain, card])
    assert "## In 8 bits" not in table([*plain, {**before, "int8": []}])


def test_the_report_is_written_as_json_too(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["evaluate", "voice-words", "--dataset", "goemotions", "--data", str(data / "goemotions"), "--int8"]
    assert main([*command, "--json", "-"]) == DONE
    assert json.loads(capsys.readouterr().out)["streams"]["words"]["examples"] == len(TEXTS)


def test_folds_are_no_split_for_one_checkpoint(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["evaluate", "voice-words", "--dataset", "ravdess", "--data", str(data / "ravdess"), "--int8"]
    assert main([*command, "--split", "folds"]) == FAILED
    assert "no split “folds”" in capsys.readouterr().err


@pytest.mark.parametrize("model", ["voice-words", "voice-words-concat"])
def test_analyses_read_in_eight_bits_because_nothing_is_lost_by_it(model: str) -> None:
    """The rule of DECISIONS.md, by the figures on the card: what is retrained is held to it again."""
    card = read_card(CHECKPOINTS_DIR / model)
    assert card["int8"]
    for figures in (stream for entry in card["int8"] for stream in entry["streams"].values()):
        assert figures["ua_difference"] >= -0.005
        assert figures["ua_difference_interval"][0] >= -0.015
        assert figures["ece_difference"] <= 0.02
        assert figures["same_answer"] >= 0.99
