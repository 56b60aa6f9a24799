"""RAVDESS speech (Livingstone & Russo 2018, doi:10.1371/journal.pone.0196391): 24 actors, 8 emotions, 2 sentences."""

import csv
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from recognition.engine.datasets.base import Dataset, Utterance, audio_files, video_files
from recognition.engine.errors import DatasetError

EMOTIONS = {
    "01": "neutral",
    "02": "calm",
    "03": "happy",
    "04": "sad",
    "05": "angry",
    "06": "fearful",
    "07": "disgust",
    "08": "surprised",
}
SENTENCES = {"01": "Kids are talking by the door.", "02": "Dogs are sitting by the door."}
FULL, SILENT_FILM, SOUND = "01", "02", "03"  # the first field of a name
SPEECH = "01"  # the second field; the other is song
DUPLICATE = "03-01-02-02-07"  # its sound is that of 03-01-02-01-07 over again

ACTION_UNITS = Path("openface") / "ravdess_action_units_mean.csv"  # in the folder, or beside it

# The published five actor folds (Luna-Jiménez et al. 2021, doi:10.3390/s21227665).
FOLDS = ((2, 5, 14, 15, 16), (3, 6, 7, 13, 18), (10, 11, 12, 19, 20), (8, 17, 21, 23, 24), (1, 4, 9, 22))


def load(folder: Path) -> Dataset:
    """Read `Actor_NN/MM-01-EE-II-SS-RR-AA.*`: modality, channel, emotion, intensity, statement, repetition, actor.

    One performance is published up to three times: its sound (03), its film with sound (01) and without (02). It
    becomes one utterance, heard in the sound file or else in the film.
    """
    sounds = _by_performance(audio_files(folder), SOUND)
    films = _by_performance(video_files(folder), FULL)
    silent = _by_performance(video_files(folder), SILENT_FILM)
    heard = {**films, **sounds}
    faces = _faces(folder)
    return Dataset(
        name="ravdess",
        licence="CC BY-NC-SA 4.0",
        label_map=EMOTIONS,
        utterances=tuple(
            _utterance(heard[performance], films.get(performance) or silent.get(performance), faces.get(performance))
            for performance in sorted(heard, key=lambda performance: (_actor(performance), performance))
            if performance != DUPLICATE
        ),
        folds=tuple(frozenset(f"{actor:02d}" for actor in fold) for fold in FOLDS),
    )


def performance_of(stem: str) -> str:
    """The last five fields of a name, which sound, film and action units of one performance share."""
    return "-".join(stem.split("-")[2:])


def action_units(table: Path) -> Mapping[str, npt.NDArray[np.float32]]:
    """OpenFace's action units of each film, mean over the film: performance to (35,), in the order of the columns.

    Args:
        table: the CSV with `;` between columns AU01_r … AU45_r (intensity, 0 to 5), AU01_c … AU45_c (share of the
            frames) and `name`.

    Raises:
        DatasetError: when the table has no such columns.
    """
    with table.open(encoding="utf-8", newline="") as rows:
        reader = csv.DictReader(rows, delimiter=";")
        units = [column for column in reader.fieldnames or () if column.startswith("AU")]
        if not units or "name" not in (reader.fieldnames or ()):
            raise DatasetError(f"{table.name} has no columns AU… and name.", code="dataset_error")
        return {
            performance_of(row["name"]): np.array([float(row[unit]) for unit in units], dtype=np.float32)
            for row in reader
        }


def _faces(folder: Path) -> Mapping[str, npt.NDArray[np.float32]]:
    """The action units at hand; none where there is no table."""
    tables = [table for place in (folder, folder.parent) if (table := place / ACTION_UNITS).is_file()]
    return action_units(tables[0]) if tables else {}


def _actor(performance: str) -> str:
    return performance.rsplit("-", 1)[-1]


def _by_performance(files: list[Path], modality: str) -> dict[str, Path]:
    return {
        performance_of(path.stem): path
        for path in files
        if len(fields := path.stem.split("-")) == 7 and fields[:2] == [modality, SPEECH] and _is_told(fields)
    }


def _is_told(fields: list[str]) -> bool:
    _, _, emotion, _, statement, _, actor = fields
    return emotion in EMOTIONS and statement in SENTENCES and actor.isdigit()


def _utterance(heard: Path, film: Path | None, face: npt.NDArray[np.float32] | None) -> Utterance:
    _, _, emotion, _, statement, _, actor = heard.stem.split("-")
    return Utterance(
        id=heard.stem,
        labels=(EMOTIONS[emotion],),
        path=heard,
        text=SENTENCES[statement],
        speaker=actor,
        sex="female" if int(actor) % 2 == 0 else "male",
        language="en",
        video=film,
        action_units=None if face is None else tuple(face.tolist()),
    )
