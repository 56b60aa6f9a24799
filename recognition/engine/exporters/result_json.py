"""The result as JSON, exactly as the contract has it."""

import json

from recognition.engine.exporters.base import Export
from recognition.engine.types import Result


def export_json(result: Result) -> Export:
    """The whole result, indented for reading, letters of every script as they are."""
    text = json.dumps(result.to_json(), ensure_ascii=False, indent=2, allow_nan=False)
    return Export(content=f"{text}\n".encode(), media_type="application/json", suffix=".json")
