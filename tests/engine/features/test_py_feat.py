"""py-feat's numbers as OpenFace's table; py-feat itself by a stand-in of `Detectorv1.detect` as version 2.1.5 has it."""

import csv
import io
import math
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from recognition.engine.cli import DONE, FAILED, main
from recognition.engine.errors import EngineError
from recognition.engine.features import py_feat
from recognition.engine.features.action_units import COLUMNS, ActionUnitsError, read_openface
from recognition.engine.features.py_feat import measure, units
from tests.films import Face, talking_film

# AU_LANDMARK_MAP["Feat"] of feat/pretrained.py
KNOWN = (1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 17, 20, 23, 24, 25, 26, 28, 43)
NOBODY = {"FaceScore": 0.0, "FaceRectWidth": math.nan, "FaceRectHeight": math.nan}


def face(frame: int, *, side: float = 100.0, **changes: float) -> dict[str, Any]:
    """A row of py-feat's table."""
    shown = {f"AU{number:02d}": 0.2 for number in KNOWN}
    return {"frame": frame, "FaceScore": 0.9, "FaceRectWidth": side, "FaceRectHeight": side} | shown | changes


class Table:
    """What is used of a pandas.DataFrame."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.rows = rows

    def to_dict(self, orient: str) -> list[dict[str, Any]]:
        assert orient == "records"
        return self.rows


class Seer:
    """Sees a smiling face, and a smaller one that frowns, in every picture but the first of all."""

    def __init__(self, *, blind: bool = False) -> None:
        self.blind, self.seen = blind, 0

    def detect(self, inputs: torch.Tensor, data_type: str, *, batch_size: int, progress_bar: bool) -> Table:
        assert (data_type, inputs.dtype, inputs.shape[1]) == ("tensor", torch.uint8, 3)
        assert len(inputs) <= batch_size
        sys.stderr.write("100%|██████| 1/1")  # `next(enumerate(tqdm(data_loader)))`, whatever progress_bar is
        rows: list[dict[str, Any]] = []
        for frame in range(len(inputs)):
            nobody = self.blind or self.seen == 0
            rows += [NOBODY | {"frame": frame}] if nobody else [face(frame, side=40, AU04=1.0), face(frame, AU12=0.9)]
            self.seen += 1
        return Table(rows)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return talking_film(tmp_path_factory.mktemp("films") / "film.mp4", faces=[Face()], seconds=2.0)


def test_the_largest_face_of_each_picture_is_a_row_that_our_reader_takes(film: Path, tmp_path: Path) -> None:
    table = measure(film, Seer(), per_s=10)
    (tmp_path / "face.csv").write_text(table)
    track = read_openface(tmp_path / "face.csv")
    assert track.times_s.tolist() == pytest.approx([0.15 + 0.1 * number for number in range(19)])
    mean = track.mean(0.0, 2.0)
    assert mean is not None
    told = dict(zip(COLUMNS, mean.tolist(), strict=True))
    assert (told["AU12_r"], told["AU12_c"]) == pytest.approx((4.5, 1.0))
    assert (told["AU04_r"], told["AU04_c"]) == pytest.approx((1.0, 0.0))
    assert next(csv.DictReader(io.StringIO(table)))["confidence"] == "0.9"


def test_closed_eyes_stand_for_the_blink_that_it_does_not_know() -> None:
    told = dict(zip(COLUMNS, units(face(0, AU43=0.8)), strict=True))
    assert (told["AU45_r"], told["AU45_c"]) == (4.0, 1.0)


def test_a_film_without_a_face_is_refused(film: Path) -> None:
    with pytest.raises(ActionUnitsError) as refusal:
        measure(film, Seer(blind=True))
    assert refusal.value.code == "no_action_units"


def test_the_command_writes_the_table(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(py_feat, "open_py_feat", Seer)
    out = tmp_path / "face.csv"
    assert main(["action-units", str(film), "--out", str(out), "--per-second", "5"]) == DONE
    assert len(out.read_text().splitlines()) == 10
    assert capsys.readouterr().err == "", "py-feat's bars are not drawn"


def test_without_py_feat_it_says_what_to_install(
    film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "feat", None)
    monkeypatch.setitem(sys.modules, "feat.detector", None)
    with pytest.raises(EngineError) as refusal:
        py_feat.open_py_feat()
    assert refusal.value.code == "missing_extra"
    assert main(["action-units", str(film), "--out", str(tmp_path / "face.csv")]) == FAILED
    assert "requirements/pyfeat.txt" in capsys.readouterr().err
