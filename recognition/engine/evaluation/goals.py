"""The page of goals, its figures taken from the cards: `{ravdess/folds/voice: wa}` stands for that figure with its interval.

It is the default model's; `{au-mfcc ravdess/folds/fused: wa}` names another.
"""

import re
from collections.abc import Sequence

from recognition.engine.evaluation.figures import of_earlier, told
from recognition.engine.fusion.cards import Card

MODEL = "voice-words"
NOT_MEASURED = "not measured"
PLACE = re.compile(r"\{(?:(?P<model>[\w-]+) )?(?P<dataset>[\w-]+)/(?P<split>\w+)/(?P<stream>\w+): (?P<figure>[\w.]+)\}")


def filled(text: str, cards: Sequence[Card]) -> str:
    """The page with every figure in its place; `recall.sad` is a figure inside another.

    A new checkpoint's card has no cross-validation before its folds are trained: what is not measured is told as that.

    Raises:
        KeyError: where a stream was measured and has no such figure.
    """
    measured = {
        (card["id"], entry["dataset"], entry["split"], stream): (figures, of_earlier(card, entry))
        for card in cards
        for entry in card["metrics"]
        for stream, figures in entry["streams"].items()
    }

    def figure_at(place: re.Match[str]) -> str:
        figures, version = measured.get(
            (place["model"] or MODEL, place["dataset"], place["split"], place["stream"]), (None, "")
        )
        return NOT_MEASURED if figures is None else f"{told(figures, place['figure'])}{version}"

    return PLACE.sub(figure_at, text)
