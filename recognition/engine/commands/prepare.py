"""`emotion extract-faces`, `extract-audio` and `annotate`: from a data set's films to what models of faces train on."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tqdm import tqdm

from recognition.engine.datasets.base import DATASETS, Dataset, load_dataset
from recognition.engine.datasets.prepared import Look, Pictures, annotate, extract_audio, extract_faces
from recognition.engine.types import Span

SAMPLE_SIZE = 224
MISSED_TOLD = 5


def add_parser(commands: Any) -> None:
    """Declare the three commands and their options."""
    faces = _parser(commands, "extract-faces", "cut 15 pictures of the face out of each film of a data set", _faces)
    faces.add_argument("--detector", default="haar", help="what finds faces (default: haar)")
    faces.add_argument(
        "--sample-size", type=int, default=SAMPLE_SIZE, metavar="PIXELS", help=f"of a picture (default: {SAMPLE_SIZE})"
    )
    _parser(commands, "extract-audio", "write the sound of a data set as 16 kHz mono WAV", _audio)
    table = _parser(commands, "annotate", "write a CSV that joins sound, films, faces and labels", _annotate)
    table.add_argument("--fold", type=int, help="mark this fold's speakers as test, those of the next as dev")


def _parser(
    commands: Any, name: str, told: str, command: Callable[[argparse.Namespace], None]
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=told)
    parser.add_argument("name", metavar="NAME", help=", ".join(DATASETS))
    parser.add_argument("--data", type=Path, required=True, metavar="PATH", help="the data set's folder, or the CSV")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder of what is prepared")
    parser.set_defaults(command=command)
    return parser


def _faces(options: argparse.Namespace) -> None:
    """Cut out what is not there yet, and say in which films no face is seen.

    Raises:
        EngineError: when the data set has no films, or one cannot be read.
    """
    dataset = load_dataset(options.name, options.data)
    look = looking(options.detector, options.sample_size)
    with tqdm(total=1, desc="faces", file=sys.stderr) as bar:
        unseen = extract_faces(dataset, options.out, look, _told(bar))
    if unseen:
        names = ", ".join(one.id for one in unseen[:MISSED_TOLD]) + (", …" if len(unseen) > MISSED_TOLD else "")
        print(f"no face was seen in {len(unseen)} films: {names}", file=sys.stderr)
    print(options.out)


def _audio(options: argparse.Namespace) -> None:
    with tqdm(total=1, desc="sound", file=sys.stderr) as bar:
        extract_audio(load_dataset(options.name, options.data), options.out, _told(bar))
    print(options.out)


def _annotate(options: argparse.Namespace) -> None:
    dataset = load_dataset(options.name, options.data)
    table = options.out / "annotations.csv"
    faces = annotate(dataset if options.fold is None else _dealt(dataset, options.fold), options.out, table)
    print(f"{len(dataset.utterances)} utterances, {faces} with faces", file=sys.stderr)
    print(table)


def looking(detector: str, side: int) -> Look:
    """What looks at films: the product's own eyes, its pictures brought to `side` pixels."""
    # Imported here because OpenCV takes a second to load, and `emotion --help` should not.
    import cv2
    import numpy as np

    from recognition.engine.faces import look

    def seen(film: Path, span: Span) -> Pictures | None:
        pictures = next(iter(look(film, [span], detector=detector))).pictures
        if pictures is None or pictures.shape[1] == side:
            return pictures
        return np.stack([cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA) for picture in pictures])

    return seen


def _dealt(dataset: Dataset, fold: int) -> Dataset:
    from recognition.engine.training.corpus import dealt

    return dealt(dataset, fold)


def _told(bar: Any) -> Callable[[int, int], None]:
    def progress(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return progress
