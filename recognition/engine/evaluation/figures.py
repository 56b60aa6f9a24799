"""A figure as a table says it, the same in Markdown and on the page of models."""

from decimal import ROUND_HALF_UP, Decimal

THREE = Decimal("0.001")


def three(value: float, sign: str = "") -> str:
    """To three decimals, halves away from zero, as a browser rounds: .0225 is .023, whatever its binary digits."""
    return f"{Decimal(str(value)).quantize(THREE, ROUND_HALF_UP):{sign}f}"
