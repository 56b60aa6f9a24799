"""JSON: the result itself."""

import json
from dataclasses import replace

from recognition.engine.exporters.base import export
from recognition.engine.types import Result


def test_it_reads_back_as_the_same_result(result: Result) -> None:
    assert Result.from_json(json.loads(export(result, "json").content)) == result


def test_it_keeps_letters_of_every_script(result: Result) -> None:
    named = replace(result, recording=replace(result.recording, name="Gespräch 会話 😀.wav"))
    assert "Gespräch 会話 😀.wav" in export(named, "json").content.decode()
