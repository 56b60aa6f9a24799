"""The emotion models and speech engines of this installation, told without loading any."""

import json
from functools import cache
from typing import Any

from recognition.configuration import engine_config
from recognition.engine.asr.base import ENGINES
from recognition.engine.asr.status import engines_status
from recognition.engine.errors import UnknownComponentError
from recognition.engine.fusion.cards import (
    CHECKPOINTS_DIR,
    WEIGHTS,
    Card,
    checkpoint_folder,
    model_ids,
    read_card,
)

AUTO = "auto"
COMPARISON = "comparison.json"
ACTION_UNITS = "action_units"
VIDEO = "video"


def model_cards() -> list[Card]:
    """Every shipped model's card, with `usable` and `missing` for this machine."""
    return [model_card(model_id) for model_id in model_ids()]


def model_card(model_id: str) -> Card:
    """One model's card.

    Raises:
        UnknownComponentError: `unknown_model`.
    """
    if model_id not in model_ids():  # the engine also takes paths; a web request must not
        known = ", ".join(model_ids()) or "none"
        raise UnknownComponentError(f"Unknown model “{model_id}”. Known: {known}.", code="unknown_model")
    folder = checkpoint_folder(model_id)
    missing = None if (folder / WEIGHTS).is_file() else f"{WEIGHTS} is missing: run “emotion models pull {model_id}”."
    card = {"modalities": [], "task": "", "needs": [], **read_card(folder)}
    return {**card, "usable": missing is None, "missing": missing}


@cache
def comparison_tables() -> list[dict[str, Any]]:
    """What `emotion compare-models` found of the shipped models, with what others published on the same data; nothing where
    no comparison lies beside them."""
    file = CHECKPOINTS_DIR / COMPARISON
    tables: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))["tables"] if file.is_file() else []
    return tables


def engine_statuses() -> list[dict[str, Any]]:
    """Every speech engine, and whether its weights are here."""
    return [
        {"id": status.name, "usable": status.usable, "reason": status.reason, "missing": status.remedy}
        for status in engines_status(engine_config())
    ]


def engine_check(engine_id: str) -> None:
    """Refuse a name that is neither “auto” nor in the table.

    Raises:
        UnknownComponentError: `unknown_asr`.
    """
    known = [AUTO, *ENGINES]
    if engine_id not in known:
        raise UnknownComponentError(f"Unknown asr “{engine_id}”. Known: {', '.join(known)}.", code="unknown_asr")
