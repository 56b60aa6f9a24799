"""Tables of components: a name maps to "module:attribute", imported on first use, so listing a table costs nothing."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from recognition.engine.errors import UnknownComponentError


def resolve(table: Mapping[str, str], name: str, *, kind: str) -> Any:
    """The attribute that `table` names for `name`.

    Args:
        table: component name to "package.module:attribute".
        name: what was asked for.
        kind: the sort of component, for the message and the code ("model" gives `unknown_model`).

    Raises:
        UnknownComponentError: when the table has no such name; the message lists those it has.
    """
    if name not in table:
        raise UnknownComponentError(
            f"Unknown {kind} “{name}”. Known: {', '.join(sorted(table))}.", code=f"unknown_{kind}"
        )
    module, _, attribute = table[name].partition(":")
    return getattr(import_module(module), attribute)
