"""The face model's card, measured again on a part of FER+'s test faces."""

import csv
import os
import zipfile
from pathlib import Path

import pytest

from recognition.engine.evaluation.evaluate import evaluate
from recognition.engine.fusion.cards import CHECKPOINTS_DIR, read_card

MODEL = "efficient-face"
STEP = 8  # of the test faces every eighth; all of them take a minute


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some of the test faces in the publisher's layout."""
    if not os.environ.get("EMOTION_DATA"):
        pytest.skip("EMOTION_DATA is not set")
    whole = Path(os.environ["EMOTION_DATA"]) / "ferplus"
    folder = tmp_path_factory.mktemp("ferplus")
    with (whole / "fer2013new.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = [row for row in csv.DictReader(table) if row["Usage"] == "PrivateTest" and row["Image name"]][::STEP]
    with (folder / "fer2013new.csv").open("w", newline="") as table:
        writer = csv.DictWriter(table, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    with zipfile.ZipFile(whole / "images.zip") as faces, zipfile.ZipFile(folder / "images.zip", "w") as chosen:
        places = {name.rsplit("/", 1)[-1]: name for name in faces.namelist()}
        for row in rows:
            chosen.writestr(row["Image name"], faces.read(places[row["Image name"]]))
    return folder


@pytest.mark.data
def test_evaluation_finds_what_the_face_card_says(part: Path) -> None:
    card = read_card(CHECKPOINTS_DIR / MODEL)
    said = next(entry for entry in card["metrics"] if entry["dataset"] == "ferplus")["streams"]["face"]
    found = evaluate(MODEL, dataset="ferplus", data=part, progress=lambda *_: None)["streams"]["face"]
    assert found["examples"] > 300
    assert found["wa"] == pytest.approx(said["wa"], abs=0.06)  # three deviations of so few faces
    assert found["set_coverage"] == pytest.approx(said["set_coverage"], abs=0.05)


def test_the_face_card_says_whose_pictures_it_learnt_from_and_what_it_cannot_do() -> None:
    card = read_card(CHECKPOINTS_DIR / MODEL)
    assert "FER2013" in card["licence"]
    assert "MIT" in card["licence"]
    assert any("48 pixels" in limit for limit in card["limits"])
    assert any("film" in limit for limit in card["limits"])
    assert (card["needs"], card["modalities"]) == (["video"], ["face"])
    assert card["bytes"] < 3.5e6
