"""FER2013 (Goodfellow et al. 2013, arXiv:1307.0414): 35 thousand faces, 48x48 grey, with the original labels."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from recognition.engine.datasets.base import Dataset, Utterance
from recognition.engine.datasets.pictures import GreyPicture
from recognition.engine.errors import DatasetError

EMOTIONS = ("angry", "disgust", "fearful", "happy", "sad", "surprised", "neutral")
SPLITS = {"Training": "train", "PublicTest": "dev", "PrivateTest": "test"}
SIDE = 48
TABLES = ("fer2013.csv", "icml_face_data.csv")


def load(folder: Path) -> Dataset:
    """Read `fer2013.csv`, with columns emotion, pixels and Usage.

    A face that is in two splits over again stays in the later one alone: test before dev before train.
    """
    table = find_table(folder)
    rows = () if table is None else read_rows(table)
    utterances = [
        Utterance(id=f"fer{number:07d}", labels=(EMOTIONS[label],), split=SPLITS[usage], picture=picture)
        for number, (usage, label, picture) in enumerate(rows)
    ]
    return Dataset(
        name="fer2013",
        licence="research practice, as FER2013",
        label_map={str(number): emotion for number, emotion in enumerate(EMOTIONS)},
        utterances=without_shared_faces(utterances),
    )


def find_table(folder: Path) -> Path | None:
    """The published table of pixels, under either of its names."""
    return next((folder / name for name in TABLES if (folder / name).is_file()), None)


def read_rows(table: Path) -> Iterator[tuple[str, int, GreyPicture]]:
    """Usage, number of the emotion, and face, in the order of the table.

    Raises:
        DatasetError: naming the line whose face is not 48x48 numbers.
    """
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with table.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, skipinitialspace=True)  # one of the copies has a space before each name
        for row in reader:
            try:
                pixels = bytes(map(int, row["pixels"].split()))
            except (KeyError, ValueError):
                pixels = b""
            if len(pixels) != SIDE * SIDE:
                raise DatasetError(
                    f"{table.name}, line {reader.line_num}, column pixels: not {SIDE * SIDE} numbers from 0 to 255.",
                    code="dataset_error",
                )
            yield row["Usage"], int(row["emotion"]), GreyPicture(pixels, SIDE, SIDE)


def without_shared_faces(utterances: list[Utterance]) -> tuple[Utterance, ...]:
    """`utterances` without those whose very picture is in a later split too: what is tested must not be trained on."""
    order = list(SPLITS.values())
    latest: dict[GreyPicture | None, int] = {}
    for utterance in utterances:
        latest[utterance.picture] = max(latest.get(utterance.picture, 0), order.index(utterance.split or "train"))
    return tuple(utterance for utterance in utterances if utterance.split == order[latest[utterance.picture]])
