"""The page of goals, its figures taken from the cards: `{ravdess/folds/voice: wa}` stands for that figure with its interval."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from recognition.engine.fusion.cards import Card

MODEL = "voice-words"
PLACE = re.compile(r"\{(?P<dataset>[\w-]+)/(?P<split>\w+)/(?P<stream>\w+): (?P<figure>[\w.]+)\}")


def filled(text: str, cards: Sequence[Card]) -> str:
    """The page with every figure in its place; `recall.sad` is a figure inside another.

    Raises:
        KeyError: where the default model's card has no such figure.
    """
    card = next(card for card in cards if card["id"] == MODEL)
    streams = {
        (entry["dataset"], entry["split"], stream): figures
        for entry in card["metrics"]
        for stream, figures in entry["streams"].items()
    }
    return PLACE.sub(
        lambda found: told(streams[found["dataset"], found["split"], found["stream"]], found["figure"]), text
    )


def told(figures: Mapping[str, Any], name: str) -> str:
    """A figure, with its deviation over seeds and its interval where it has them."""
    value: Any = figures
    for part in name.split("."):
        value = value[part]
    deviation = figures.get("seed_deviation", {}).get(name)
    low_and_high = figures.get(f"{name}_interval")
    over_seeds = "" if deviation is None else f" ± {deviation:.3f}"
    return f"{value:.3f}{over_seeds}" + ("" if low_and_high is None else " [{:.3f}, {:.3f}]".format(*low_and_high))
