"""A figure as a table says it, the same in Markdown and on the page of models."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from recognition.engine.fusion.cards import Card

THREE = Decimal("0.001")


def three(value: float, sign: str = "") -> str:
    """To three decimals, halves away from zero, as a browser rounds: .0225 is .023, whatever its binary digits."""
    return f"{Decimal(str(value)).quantize(THREE, ROUND_HALF_UP):{sign}f}"


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


def of_earlier(card: Card, entry: Mapping[str, Any]) -> str:
    """Which weights an entry of a card was measured with, where it is not those that the card describes."""
    return "" if entry["version"] == card["version"] else f" (of {entry['version']})"
