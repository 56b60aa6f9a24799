"""`--json OUT`, as every command that measures or analyses understands it."""

import json
from pathlib import Path

STDOUT = "-"


def write_json(body: object, target: str | None) -> None:
    """Write `body` to the file `target`, or to standard output; nothing where no target was given."""
    if not target:
        return
    text = json.dumps(body, indent=2, ensure_ascii=False)
    if target == STDOUT:
        print(text)
    else:
        Path(target).write_text(text + "\n", encoding="utf-8")
