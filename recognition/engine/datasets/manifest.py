"""Anyone's own data: a CSV with `path` and `label`, and optionally text, speaker, sex, language, start_s, end_s, video, faces,
split."""

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from recognition.engine.datasets.base import Dataset, Utterance, speaker_folds
from recognition.engine.errors import DatasetError
from recognition.engine.labels import EMOTIONS

REQUIRED = ("path", "label")
SEXES = {"female": "female", "f": "female", "male": "male", "m": "male"}
LANGUAGE = re.compile(r"[a-z]{2}")
SPLITS = ("train", "dev", "test")


def load(path: Path) -> Dataset:
    """Read the CSV; paths are relative to it, and an empty path means the sound of the film, or a text without sound.

    `video` is a film with the face, `faces` the pictures that `emotion extract-faces` cut out of it, `split` one of `SPLITS`.

    Raises:
        DatasetError: naming the line and the column that is wrong, what it holds, and what it may hold.
    """
    try:
        utterances = tuple(_utterances(path))
    except (UnicodeDecodeError, csv.Error, IsADirectoryError) as error:
        raise DatasetError(f"{path.name} is not a CSV file in UTF-8.", code="dataset_error") from error
    folds = speaker_folds(utterance.speaker for utterance in utterances if utterance.speaker)
    return Dataset(
        name="manifest",
        licence="as its owner says",
        label_map={emotion: emotion for emotion in EMOTIONS},
        utterances=utterances,
        folds=folds,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the CSV, and where it is."""

    cells: dict[str, str]
    manifest: Path
    line: int

    def refuse(self, column: str, complaint: str) -> NoReturn:
        raise DatasetError(
            f"{self.manifest.name}, line {self.line}, column {column}: {complaint}", code="dataset_error"
        )


def _utterances(path: Path) -> Iterator[Utterance]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, restkey="", strict=True)
        columns = [column.strip() for column in reader.fieldnames or ()]
        reader.fieldnames = columns
        missing = [column for column in REQUIRED if column not in columns]
        if missing:
            raise DatasetError(
                f"{path.name} lacks the column {' and '.join(missing)}. It has: {', '.join(columns) or 'none'}.",
                code="dataset_error",
            )
        for cells in reader:
            yield _utterance(_row(cells, path, reader.line_num, len(columns)))


def _row(cells: dict[str, str | None], path: Path, line: int, columns: int) -> Row:
    if cells.pop("", None) is not None or None in cells.values():
        raise DatasetError(f"{path.name}, line {line}: not {columns} cells, as the heading has.", code="dataset_error")
    return Row({column: (cell or "").strip() for column, cell in cells.items()}, path, line)


def _utterance(row: Row) -> Utterance:
    cells, label = row.cells, _label(row)
    film, text = _file(row, "video"), cells.get("text") or None
    clip = _file(row, "path") or film
    if clip is None and text is None:
        row.refuse("path", "neither a path nor a text.")
    start_s, end_s = _seconds(row, "start_s"), _seconds(row, "end_s")
    if end_s is not None and end_s <= (start_s or 0.0):
        row.refuse("end_s", f"“{cells['end_s']}” is not after the start.")
    return Utterance(
        id=f"{row.line}:{cells['path'] or 'text'}",
        labels=(label,),
        path=clip,
        text=text,
        speaker=cells.get("speaker", ""),
        sex=_sex(row),
        language=_language(row),
        start_s=start_s,
        end_s=end_s,
        split=_split(row),
        video=film,
        faces=_file(row, "faces"),
    )


def _label(row: Row) -> str:
    label = row.cells["label"].lower()
    if label not in EMOTIONS:
        row.refuse("label", f"unknown label “{row.cells['label']}”. Known: {', '.join(EMOTIONS)}.")
    return label


def _file(row: Row, column: str) -> Path | None:
    cell = row.cells.get(column)
    if not cell:
        return None
    file = row.manifest.parent / cell
    if not file.is_file():
        row.refuse(column, f"there is no file {cell}.")
    return file


def _split(row: Row) -> str | None:
    split = row.cells.get("split") or None
    if split is not None and split not in SPLITS:
        row.refuse("split", f"unknown split “{split}”. Known: {', '.join(SPLITS)}, or empty.")
    return split


def _sex(row: Row) -> str | None:
    sex = row.cells.get("sex")
    if sex and sex.lower() not in SEXES:
        row.refuse("sex", f"“{sex}” is not known. Known: {', '.join(SEXES)}, or empty.")
    return SEXES[sex.lower()] if sex else None


def _language(row: Row) -> str:
    language = row.cells.get("language") or "en"
    if not LANGUAGE.fullmatch(language.lower()):
        row.refuse("language", f"“{language}” is not a two-letter code (ISO 639-1) such as en.")
    return language.lower()


def _seconds(row: Row, column: str) -> float | None:
    cell = row.cells.get(column)
    if not cell:
        return None
    try:
        seconds = float(cell)
    except ValueError:
        seconds = math.nan
    if not (math.isfinite(seconds) and seconds >= 0):
        row.refuse(column, f"“{cell}” is not a number of seconds.")
    return seconds
