"""What the 8-bit variants lose, as a table beside the models' figures."""

from typing import Any

from recognition.engine.evaluation.figures import of_earlier, three, told
from recognition.engine.fusion.cards import Card

HEADING = """
## In 8 bits

What changes with the 8-bit variant of each model, on the same clips: its figure less the model's own, with the 95 % interval
of the difference by bootstrap over speakers, and the share of clips to which both answer the same. Analyses read with that
of `voice-words` and `voice-words-concat` (of the latter words are read as they were); ranges of the voice follow from batch
norm, each token of the words has its own, and those of `au-mfcc` are of calibration speakers. Sizes are of the weights, in
MB: 8 bits beside half precision. Speed is how many times as fast a segment is read, sound and face to scores, on one thread
in turns.

| model | data | split | stream | examples | UA | WA | ECE | same answer | MB | speed |
|---|---|---|---|--:|---|---|---|--:|--:|--:|
"""


def int8_table(cards: list[Card]) -> str:
    """The section of the page; empty where no card has such figures."""
    rows = [
        _row(card, entry, stream, figures)
        for card in cards
        for entry in card.get("int8", [])
        for stream, figures in entry["streams"].items()
    ]
    return HEADING + "\n".join(rows) + "\n" if rows else ""


def _row(card: Card, entry: dict[str, Any], stream: str, figures: dict[str, Any]) -> str:
    cells = [
        f"`{card['id']}`",
        entry["dataset"],
        f"{entry['split']}{of_earlier(card, entry)}",
        stream,
        figures["examples"],
        *(told(figures, f"{name}_difference") for name in ("ua", "wa", "ece")),
        three(figures["same_answer"]),
        f"{entry['bytes'] / 1e6:.1f} / {entry['full_bytes'] / 1e6:.1f}",
        f"{entry['speed_up']:.2f}" if "speed_up" in entry else "–",
    ]
    return f"| {' | '.join(map(str, cells))} |"
