"""OpenFace's tables: what is read of them, and what is refused in a sentence."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recognition.engine.features import action_units
from recognition.engine.features.action_units import COLUMNS, ActionUnitsError, check_openface, read_openface

HEADING = ("frame", "face_id", "timestamp", "confidence", "success", *COLUMNS)
SMILE = COLUMNS.index("AU12_r")


def row(number: int, **changes: Any) -> dict[str, Any]:
    own = {"frame": number + 1, "face_id": 0, "timestamp": number / 30, "confidence": 0.98, "success": 1}
    return dict.fromkeys(COLUMNS, 0.0) | own | changes


def write(path: Path, rows: list[dict[str, Any]], heading: tuple[str, ...] = HEADING) -> Path:
    """As OpenFace 2 writes it: with a space after each comma of the heading."""
    with path.open("w", newline="") as sheet:
        sheet.write(", ".join(heading) + "\n")
        csv.DictWriter(sheet, heading, extrasaction="ignore").writerows(rows)
    return path


def test_a_stretch_of_the_film_is_its_mean(tmp_path: Path) -> None:
    track = read_openface(write(tmp_path / "face.csv", [row(at, AU12_r=float(at >= 30)) for at in range(60)]))
    first, second, both = (track.mean(*edges) for edges in ((0.0, 0.99), (1.0, 2.0), (0.0, 2.0)))
    assert first is not None
    assert second is not None
    assert both is not None
    assert (first[SMILE], second[SMILE], both[SMILE]) == (0.0, 1.0, 0.5)
    assert both.dtype == np.float32
    assert both.shape == (len(COLUMNS),)


def test_where_the_face_was_hardly_seen_there_is_none(tmp_path: Path) -> None:
    rows = [row(at, success=int(at < 30)) for at in range(60)] + [row(60, confidence=0.2)]
    track = read_openface(write(tmp_path / "face.csv", rows))
    assert track.mean(0.0, 1.0) is not None
    assert track.mean(1.0, 2.1) is None
    assert track.mean(100.0, 101.0) is None


def test_of_several_faces_it_is_the_one_that_is_there_most(tmp_path: Path) -> None:
    rows = [row(at, AU12_r=1.0) for at in range(40)] + [row(at, face_id=1, AU12_r=5.0) for at in range(30)]
    mean = read_openface(write(tmp_path / "face.csv", rows)).mean(0.0, 2.0)
    assert mean is not None
    assert mean[SMILE] == 1.0


def test_further_columns_in_any_order_do_not_matter(tmp_path: Path) -> None:
    heading = ("gaze_0_x", *reversed(HEADING))
    rows = [row(at, gaze_0_x=0.1, AU12_r=2.0) for at in range(10)]
    mean = read_openface(write(tmp_path / "face.csv", rows, heading)).mean(0.0, 1.0)
    assert mean is not None
    assert mean[SMILE] == 2.0


@pytest.mark.parametrize(
    ("rows", "heading", "code", "complaint"),
    [
        ([], HEADING, "no_action_units", "no row in which a face was found"),
        ([row(0, success=0)], HEADING, "no_action_units", "no row in which a face was found"),
        ([row(0)], tuple(name for name in HEADING if name != "AU45_c"), "bad_action_units", "lacks AU45_c"),
        ([row(0)], HEADING[:5], "bad_action_units", "lacks AU01_r, AU02_r, AU04_r, AU05_r and more"),
        ([row(0), row(1, AU12_r="wide")], HEADING, "bad_action_units", "Line 3 .* AU12_r: “wide” is not a number"),
        ([row(0, timestamp="inf")], HEADING, "bad_action_units", "Line 2 .* timestamp: “inf” is not a number"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_its_place(
    tmp_path: Path, rows: list[dict[str, Any]], heading: tuple[str, ...], code: str, complaint: str
) -> None:
    with pytest.raises(ActionUnitsError, match=complaint) as refusal:
        read_openface(write(tmp_path / "face.csv", rows, heading))
    assert refusal.value.code == code


@pytest.mark.parametrize("content", [b"\xff\xfe\x00" * 100, b""])
def test_what_is_no_table_is_refused_at_a_glance(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "face.csv").write_bytes(content)
    with pytest.raises(ActionUnitsError) as refusal:
        check_openface(tmp_path / "face.csv")
    assert refusal.value.code == "bad_action_units"


def test_a_glance_reads_only_the_beginning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(action_units, "LOOKED_AT", 10)
    late = write(tmp_path / "late.csv", [row(at, AU12_r="wide" if at == 50 else 1.0) for at in range(60)])
    check_openface(late)
    with pytest.raises(ActionUnitsError, match="Line 52"):
        read_openface(late)


def test_a_table_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "face.csv", [row(at) for at in range(60)])
    monkeypatch.setattr(action_units, "MAX_FRAMES", 50)
    with pytest.raises(ActionUnitsError, match="more than 50 rows"):
        read_openface(path)
    monkeypatch.setattr(action_units, "MAX_BYTES", 100)
    with pytest.raises(ActionUnitsError) as refusal:
        check_openface(path)
    assert refusal.value.code == "action_units_too_large"
