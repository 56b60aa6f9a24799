"""`emotion cards`: every figure on a shipped card is one that the command measures again, all models' folds given at once."""

import json
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from recognition.engine.errors import DatasetError
from recognition.engine.evaluation import card_metrics
from recognition.engine.evaluation.card_metrics import rebuild, refuse_strange_folds, table
from recognition.engine.evaluation.folds import load_folds
from recognition.engine.fusion.cards import CHECKPOINTS_DIR, Card, model_ids, read_card


def _report(card: Card, entry: dict[str, Any]) -> dict[str, Any]:
    """What measuring the same figures again would give."""
    seeds = max(figures.get("seeds", 1) for figures in entry["streams"].values())
    told = {"model": {"id": card["id"], "version": entry["version"]}, "unseen": entry["unseen_speakers"]}
    return {**entry, **told, "seeds": list(range(1, seeds + 1))}


def _folds(folder: Path, recipe: str) -> Path:
    (folder / "fold-1").mkdir(parents=True)
    (folder / "fold-1" / "card.json").write_text(json.dumps({"training": {"recipe_sha256": recipe}}))
    return folder


@pytest.mark.parametrize("model", model_ids())
def test_a_card_is_filled_again_with_the_folds_of_its_own_recipe(
    model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / model
    folder.mkdir()
    shutil.copy(CHECKPOINTS_DIR / model / "card.json", folder)
    card = read_card(folder)
    own = _folds(tmp_path / "own", card["training"]["recipe_sha256"])
    other = _folds(tmp_path / "other", "another")
    validated = any(entry["split"] == "folds" for entry in card["metrics"])
    reports = {(entry["dataset"], entry["split"]): _report(card, entry) for entry in card["metrics"]}

    def measure(_: str, *, dataset: str, split: str, folds: list[Path], **__: Any) -> dict[str, Any]:
        assert folds == [own] * validated
        return reports.pop((dataset, split))

    monkeypatch.setattr(card_metrics, "evaluate", measure)
    monkeypatch.setattr(card_metrics, "EIGHT_BIT", ())
    monkeypatch.setattr(card_metrics, "human_yardstick", lambda *_: card["human_yardstick"]["crema_d"])
    (folder / "card.json").write_text(json.dumps({**card, "metrics": []}))
    rebuild(str(folder), data=tmp_path, folds=[other, own] if validated else [other], report=lambda _: None)
    assert read_card(folder) == card


def test_the_table_names_the_weights_of_a_row_that_the_shipped_ones_did_not_give() -> None:
    cards = [read_card(CHECKPOINTS_DIR / model) for model in model_ids()]
    card = next(card for card in cards if card["id"] == "au-mfcc")
    whose = {("metrics", "test"): "0.9.0", ("metrics", "folds"): card["version"], ("int8", "test"): "0.9.1"}
    for (section, split), version in whose.items():
        for entry in card[section]:
            entry["version"] = version if entry["split"] == split else entry["version"]
    lines = [line for line in table(cards).splitlines() if line.startswith("| `au-mfcc` | ravdess |")]
    splits = {line.split(" | ")[2] for line in lines}
    assert splits == {"folds", "test (of 0.9.0)", "test (of 0.9.1)"}


def test_folds_of_no_model_are_refused_before_anything_is_measured(tmp_path: Path) -> None:
    own = _folds(tmp_path / "own", read_card(CHECKPOINTS_DIR / "au-mfcc")["training"]["recipe_sha256"])
    refuse_strange_folds(model_ids(), [own])
    for strange in (_folds(tmp_path / "other", "another"), tmp_path / "missing"):
        with pytest.raises(DatasetError, match=f"{strange} holds no checkpoints by the recipe of"):
            refuse_strange_folds(model_ids(), [own, strange])
    with pytest.raises(DatasetError, match="of voice-words"):
        refuse_strange_folds(["voice-words"], [own])


def test_folds_of_another_recipe_are_refused_without_loading_their_weights(tmp_path: Path) -> None:
    asked: Any = SimpleNamespace(card=read_card(CHECKPOINTS_DIR / "au-mfcc"))
    with pytest.raises(DatasetError, match="trained by another recipe than au-mfcc"):
        load_folds(asked, _folds(tmp_path, "another"))
