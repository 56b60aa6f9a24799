"""FER+ (Barsoum et al. 2016, arXiv:1608.01041): the faces of FER2013, judged again by ten people each."""

import csv
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from recognition.engine.datasets import fer2013
from recognition.engine.datasets.base import Dataset, Utterance
from recognition.engine.datasets.pictures import GreyPicture, decode_picture
from recognition.engine.errors import DatasetError

EMOTIONS = {
    "neutral": "neutral",
    "happiness": "happy",
    "surprise": "surprised",
    "sadness": "sad",
    "anger": "angry",
    "disgust": "disgust",
    "fear": "fearful",
    "contempt": "contempt",
}
NOT_EMOTIONS = ("unknown", "NF")  # "NF": no face
TABLE, ARCHIVE = "fer2013new.csv", "images.zip"


def load(folder: Path) -> Dataset:
    """Read the votes of `fer2013new.csv`, and the faces from `images.zip`, from unpacked `FER2013Train|Valid|Test/`,
    or from the original `fer2013.csv`, whose rows are in the same order.

    A face gets the label that more than half of the votes name, as in the paper; where people did not agree, or saw no
    face, it is left out. A face that is in two splits over again stays in the later one alone.
    """
    table = folder / TABLE
    judged = [] if not table.is_file() else list(_judged(table, folder))
    return Dataset(
        name="ferplus",
        licence="labels MIT; images as FER2013 (research practice)",
        label_map=EMOTIONS,
        utterances=fer2013.without_shared_faces(judged),
    )


def majority(votes: Mapping[str, int]) -> str | None:
    """The name with more than half of the votes, a single vote for a name counting as a slip; None without one."""
    agreed = {name: count for name, count in votes.items() if count > 1}
    best = max(agreed, key=lambda name: agreed[name], default=None)
    return best if best is not None and agreed[best] > sum(agreed.values()) / 2 else None


def _judged(table: Path, folder: Path) -> Iterator[Utterance]:
    faces = _faces(folder)
    with table.open(encoding="utf-8-sig", newline="") as rows:
        for number, row in enumerate(csv.DictReader(rows)):
            name = row["Image name"] or f"fer{number:07d}.png"
            votes = {column: int(row[column]) for column in (*EMOTIONS, *NOT_EMOTIONS)}
            best = majority(votes)
            if best in EMOTIONS and name in faces:
                yield _utterance(row, name, best, votes, faces[name])


def _utterance(row: dict[str, str], name: str, best: str, votes: dict[str, int], face: GreyPicture) -> Utterance:
    return Utterance(
        id=Path(name).stem,
        labels=(EMOTIONS[best],),
        split=fer2013.SPLITS[row["Usage"]],
        picture=face,
        votes={EMOTIONS[column]: count for column, count in votes.items() if column in EMOTIONS},
    )


def _faces(folder: Path) -> dict[str, GreyPicture]:
    archive, pixels = folder / ARCHIVE, fer2013.find_table(folder)
    if archive.is_file():
        return _zipped(archive)
    if pixels is not None:
        rows = enumerate(fer2013.read_rows(pixels))
        return {f"fer{number:07d}.png": face for number, (_, _, face) in rows}
    return {path.name: decode_picture(path.read_bytes()) for path in sorted(folder.rglob("fer*.png"))}


def _zipped(archive: Path) -> dict[str, GreyPicture]:
    try:
        with zipfile.ZipFile(archive) as files:
            names = [name for name in files.namelist() if name.endswith(".png")]
            return {name.rsplit("/", 1)[-1]: decode_picture(files.read(name)) for name in names}
    except zipfile.BadZipFile:
        raise DatasetError(f"{archive} is not a whole zip archive.", code="dataset_error") from None
