"""Data sets made ready for models of faces: pictures cut out of films, sound by itself, and the table that joins them."""

import csv
import os
import re
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from recognition.engine import media
from recognition.engine.datasets.base import Dataset, Utterance
from recognition.engine.errors import DatasetError
from recognition.engine.types import Span

Pictures = npt.NDArray[np.uint8]
"""(pictures, height, width, 3), RGB."""

Look = Callable[[Path, Span], Pictures | None]
"""A film and a stretch of it to pictures of the face; None where none is seen."""

FACES, SOUND = "faces", "sound"  # folders of what is prepared
COLUMNS = ("path", "label", "text", "speaker", "sex", "language", "start_s", "end_s", "video", "faces", "split")
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def faces_file(folder: Path, utterance: Utterance) -> Path:
    """Where an utterance's pictures belong."""
    return folder / FACES / f"{_name(utterance)}.npz"


def sound_file(folder: Path, utterance: Utterance) -> Path:
    """Where an utterance's sound belongs."""
    return folder / SOUND / f"{_name(utterance)}.wav"


def write_pictures(file: Path, pictures: Pictures) -> None:
    """Keep pictures as they are; whole, or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".partial.npz")
    np.savez_compressed(partial, pictures=pictures)
    partial.replace(file)


def read_pictures(file: Path) -> Pictures:
    """What `write_pictures` kept.

    Raises:
        DatasetError: when the file holds no pictures.
    """
    try:
        with np.load(file, allow_pickle=False) as kept:
            pictures = kept["pictures"]
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise DatasetError(
            f"{file.name} holds no pictures: it has to be what extract-faces writes.", code="dataset_error"
        ) from error
    if pictures.dtype != np.uint8 or pictures.ndim != 4 or pictures.shape[3] != 3:
        raise DatasetError(
            f"{file.name} holds {pictures.dtype} of {pictures.shape}, no pictures.", code="dataset_error"
        )
    return np.asarray(pictures)


def extract_faces(
    dataset: Dataset, folder: Path, look: Look, progress: Callable[[int, int], None] = lambda *_: None
) -> list[Utterance]:
    """Cut the pictures of every film's face out, those that are not there yet; returns those in whose film none is seen.

    Raises:
        DatasetError: when the data set has no films.
    """
    films = [utterance for utterance in dataset.utterances if utterance.video is not None]
    if not films:
        raise DatasetError(f"{dataset.name} has no films here.", code="dataset_error")
    unseen = []
    for number, utterance in enumerate(films, start=1):
        file = faces_file(folder, utterance)
        if not file.is_file():
            pictures = look(_film(utterance), stretch(utterance))
            if pictures is None:
                unseen.append(utterance)
            else:
                write_pictures(file, pictures)
        progress(number, len(films))
    return unseen


def extract_audio(dataset: Dataset, folder: Path, progress: Callable[[int, int], None] = lambda *_: None) -> list[Path]:
    """Write every utterance's sound as 16 kHz mono WAV, that which is not there yet; returns all of them.

    Raises:
        DatasetError: when the data set has no sound.
        MediaError: when a file cannot be read.
    """
    spoken = [utterance for utterance in dataset.utterances if utterance.path is not None]
    if not spoken:
        raise DatasetError(f"No utterance of {dataset.name} has sound here.", code="dataset_error")
    for number, utterance in enumerate(spoken, start=1):
        file = sound_file(folder, utterance)
        if not file.is_file():
            _write_sound(file, utterance)
        progress(number, len(spoken))
    return [sound_file(folder, utterance) for utterance in spoken]


def annotate(dataset: Dataset, folder: Path, table: Path) -> int:
    """Write a CSV for the data set `manifest`, with the pictures and the sound in `folder` where there are any.

    Paths in it are relative to the table. Returns how many rows have pictures.
    """
    table.parent.mkdir(parents=True, exist_ok=True)
    rows = [_row(utterance, folder, table.parent) for utterance in dataset.utterances]
    with table.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    return sum(bool(row["faces"]) for row in rows)


def stretch(utterance: Utterance) -> Span:
    """The part of its film that an utterance is; all of it, where its publisher does not tell.

    Raises:
        DatasetError: when the film cannot be read.
    """
    start_s = utterance.start_s or 0.0
    return Span(start_s, film_length_s(_film(utterance)) if utterance.end_s is None else utterance.end_s)


def film_length_s(film: Path) -> float:
    """As its container tells.

    Raises:
        DatasetError: when it cannot be read, or tells none.
    """
    try:
        with av.open(str(film)) as container:
            length = container.duration
    except (av.FFmpegError, OSError) as error:
        raise DatasetError(f"{film.name} cannot be read as a film.", code="dataset_error") from error
    if not length:
        raise DatasetError(f"{film.name} does not tell how long it is.", code="dataset_error")
    return float(length / av.time_base)


def _film(utterance: Utterance) -> Path:
    if utterance.video is None:
        raise ValueError(f"utterance {utterance.id} has no film")
    return utterance.video


def _write_sound(file: Path, utterance: Utterance) -> None:
    if utterance.path is None:
        raise ValueError(f"utterance {utterance.id} has no sound")
    with media.decode(utterance.path, start_s=utterance.start_s or 0.0, end_s=utterance.end_s) as pcm:
        samples = pcm.read()
    file.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(file), "w") as output:
        stream = output.add_stream("pcm_s16le", rate=media.SAMPLE_RATE_HZ, layout="mono")
        levels = (np.clip(samples, -1.0, 1.0) * 32767).astype(np.int16)
        frame = av.AudioFrame.from_ndarray(levels[None], format="s16", layout="mono")
        frame.sample_rate = media.SAMPLE_RATE_HZ
        output.mux([*stream.encode(frame), *stream.encode(None)])


def _row(utterance: Utterance, folder: Path, table: Path) -> dict[str, str]:
    faces, sound = faces_file(folder, utterance), sound_file(folder, utterance)
    apart = sound.is_file()  # cut out already
    edges = (None, None) if apart else (utterance.start_s, utterance.end_s)
    start_s, end_s = ("" if edge is None else str(edge) for edge in edges)
    return {
        "path": _relative(sound if apart else utterance.path, table),
        "label": utterance.label,
        "text": utterance.text or "",
        "speaker": utterance.speaker,
        "sex": utterance.sex or "",
        "language": utterance.language,
        "start_s": start_s,
        "end_s": end_s,
        "video": _relative(utterance.video, table),
        "faces": _relative(faces if faces.is_file() else utterance.faces, table),
        "split": utterance.split or "",
    }


def _relative(file: Path | None, table: Path) -> str:
    return "" if file is None else Path(os.path.relpath(file, table)).as_posix()


def _name(utterance: Utterance) -> str:
    return UNSAFE.sub("_", utterance.id)
