"""Every format of the table, and the table itself."""

import subprocess
import sys

import pytest

from recognition.engine.errors import UnknownComponentError
from recognition.engine.exporters.base import FORMATS, TEXT_FORMATS, export
from recognition.engine.types import Result


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_a_full_result(name: str, result: Result) -> None:
    file = export(result, name)
    assert file.content
    assert "/" in file.media_type
    assert file.suffix.startswith(".")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_a_result_without_speech(name: str, nothing: Result) -> None:
    file = export(nothing, name)
    assert file.content or name == "srt", "SubRip without cues is an empty file"


def test_suffixes_tell_the_formats_apart(result: Result) -> None:
    assert len({export(result, name).suffix for name in FORMATS}) == len(FORMATS)


def test_an_unknown_format_is_refused_with_the_known_ones(result: Result) -> None:
    with pytest.raises(
        UnknownComponentError, match=r"“docx”.*csv, json, png, srt, svg, textgrid, timeline\.png, .*words\.csv"
    ) as refusal:
        export(result, "docx")
    assert refusal.value.code == "unknown_format"


def test_text_formats_load_nothing_heavy() -> None:
    """The web process offers them, and it has neither torch nor matplotlib."""
    code = (
        "import sys\n"
        "from recognition.engine.exporters.base import TEXT_FORMATS\n"
        "from recognition.engine.registry import resolve\n"
        "[resolve(TEXT_FORMATS, name, kind='format') for name in TEXT_FORMATS]\n"
        "sys.exit(', '.join({'torch', 'matplotlib', 'numpy'} & set(sys.modules)))"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert loaded.stderr.strip() == ""
    assert set(TEXT_FORMATS) == set(FORMATS) - {"png", "svg", "timeline.png", "timeline.svg"}
