"""The page of goals, its figures taken from the cards: `{ravdess/folds/voice: wa}` stands for that figure with its interval.

It is the default model's; `{au-mfcc ravdess/folds/fused: wa}` names another.
"""

import re
from collections.abc import Sequence

from recognition.engine.evaluation.figures import told
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
