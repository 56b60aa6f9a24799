"""`asr`: plain read speech with its text, as recognisers are tested with. All of it counts as neutral."""

import csv
from pathlib import Path

from recognition.engine.datasets.base import Dataset, Utterance
from recognition.engine.errors import DatasetError

TABLE = "transcripts.csv"
COLUMNS = ("path", "language", "text", "licence")


def load(folder: Path) -> Dataset:
    """Read `transcripts.csv` and the clips that it names; a clip that is not there is left out.

    The folder that a clip lies in names its speaker: such collections take one reader from each source.

    Raises:
        DatasetError: when the table lacks a column.
    """
    rows = [row for row in _rows(folder / TABLE) if (folder / row["path"]).is_file()]
    licences = sorted({row["licence"] for row in rows})
    return Dataset(
        name="asr",
        licence="; ".join(["for testing only", *licences]),
        label_map={"read speech": "neutral"},
        utterances=tuple(_utterance(row, folder) for row in rows),
    )


def _rows(table: Path) -> list[dict[str, str]]:
    if not table.is_file():
        return []
    with table.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        if missing := [column for column in COLUMNS if column not in (reader.fieldnames or ())]:
            raise DatasetError(f"{table.name} lacks the column {' and '.join(missing)}.", code="dataset_error")
        return list(reader)


def _utterance(row: dict[str, str], folder: Path) -> Utterance:
    clip = Path(row["path"])
    return Utterance(
        id=clip.with_suffix("").as_posix(),
        labels=("neutral",),
        path=folder / clip,
        text=row["text"],
        speaker=clip.parent.name or clip.stem,
        language=row["language"],
    )
