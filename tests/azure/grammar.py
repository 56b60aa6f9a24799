"""What a call of `az` means to `az`, and how it would write an answer: as recorded, or by the CLI itself."""

from typing import Any, Protocol


class Grammar(Protocol):
    """By the real CLI where there is one (real_grammar.py), else by what was recorded of it (recorded_grammar.py)."""

    version: str

    def parse(self, arguments: tuple[str, ...], *, same_as: tuple[str, ...]) -> dict[str, str]:
        """`command`, or `error`. Calls that differ only in a temporary folder are the same."""
        ...

    def show(self, value: Any, query: str | None, output: str) -> str:
        """As `--query` and `--output` would have it."""
        ...

    def sent(self, kind: str, file: str) -> dict[str, Any]:
        """What becomes of an app's description before it goes to Azure."""
        ...

    def close(self) -> None:
        """End what was started for it."""
        ...
