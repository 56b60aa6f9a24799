"""Anyone's own data: a CSV with `path` and `label`, and optionally text, speaker, sex, language, start_s, end_s."""

import csv
from pathlib import Path

from recognition.engine.datasets.base import Dataset, Utterance, speaker_folds
from recognition.engine.errors import DatasetError
from recognition.engine.labels import EMOTIONS

REQUIRED = ("path", "label")


def load(path: Path) -> Dataset:
    """Read the CSV; paths are relative to it, and an empty path means a text without sound.

    Raises:
        DatasetError: naming the line and what is wrong with it.
    """
    with path.open(encoding="utf-8-sig", newline="") as rows:
        reader = csv.DictReader(rows)
        missing = [column for column in REQUIRED if column not in (reader.fieldnames or ())]
        if missing:
            raise DatasetError(f"{path.name} lacks the column {', '.join(missing)}.", code="dataset_error")
        utterances = tuple(_utterance(row, path, reader.line_num) for row in reader)
    speakers = [utterance.speaker for utterance in utterances]
    return Dataset(name="manifest", licence="as its owner says", utterances=utterances, folds=speaker_folds(speakers))


def _utterance(row: dict[str, str | None], manifest: Path, line: int) -> Utterance:
    label = (row["label"] or "").strip().lower()
    if label not in EMOTIONS:
        raise DatasetError(
            f"{manifest.name}, line {line}: unknown label “{label}”. Known: {', '.join(EMOTIONS)}.",
            code="dataset_error",
        )
    clip = manifest.parent / row["path"] if row["path"] else None
    if clip is not None and not clip.is_file():
        raise DatasetError(f"{manifest.name}, line {line}: there is no file {row['path']}.", code="dataset_error")
    if clip is None and not row.get("text"):
        raise DatasetError(f"{manifest.name}, line {line}: neither a path nor a text.", code="dataset_error")
    return Utterance(
        id=f"{line}:{row['path'] or 'text'}",
        labels=(label,),
        path=clip,
        text=row.get("text") or None,
        speaker=row.get("speaker") or "",
        sex=row.get("sex") or None,
        language=row.get("language") or "en",
        start_s=_seconds(row.get("start_s"), manifest, line),
        end_s=_seconds(row.get("end_s"), manifest, line),
    )


def _seconds(value: str | None, manifest: Path, line: int) -> float | None:
    if not value:
        return None
    try:
        return float(value)
    except ValueError:
        raise DatasetError(
            f"{manifest.name}, line {line}: “{value}” is not a number of seconds.", code="dataset_error"
        ) from None
