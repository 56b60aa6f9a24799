"""The page of goals, its figures taken from the cards: `{ravdess/folds/voice: wa}` stands for that figure with its interval.

It is the default model's; `{au-mfcc ravdess/folds/fused: wa}` names another.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from recognition.engine.evaluation.figures import three
from recognition.engine.fusion.cards import Card

MODEL = "voice-words"
PLACE = re.compile(r"\{(?:(?P<model>[\w-]+) )?(?P<dataset>[\w-]+)/(?P<split>\w+)/(?P<stream>\w+): (?P<figure>[\w.]+)\}")


def filled(text: str, cards: Sequence[Card]) -> str:
    """The page with every figure in its place; `recall.sad` is a figure inside another.

    Raises:
        KeyError: where the model's card has no such figure.
    """
    streams = {
        (card["id"], entry["dataset"], entry["split"], stream): figures
        for card in cards
        for entry in card["metrics"]
        for stream, figures in entry["streams"].items()
    }
    return PLACE.sub(
        lambda found: told(
            streams[found["model"] or MODEL, found["dataset"], found["split"], found["stream"]], found["figure"]
        ),
        text,
    )


def told(figures: Mapping[str, Any], name: str) -> str:
    """A figure, with its deviation over seeds and its interval where it has them."""
    *outer, last = name.split(".")
    place: Any = figures
    for part in outer:
        place = place[part]
    value, low_and_high = place[last], place.get(f"{last}_interval")
    deviation = figures.get("seed_deviation", {}).get(name)
    over_seeds = "" if deviation is None else f" ± {three(deviation)}"
    sign = "+" if last.endswith("_difference") else ""
    between = "" if low_and_high is None else f" [{', '.join(three(edge, sign) for edge in low_and_high)}]"
    return f"{three(value, sign)}{over_seeds}{between}"
