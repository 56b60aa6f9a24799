"""Data sets: a table of loaders, and what each yields — typed utterances with speaker, licence and label map."""

import csv
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zipfile import BadZipFile

from recognition.engine.datasets.pictures import GreyPicture
from recognition.engine.errors import DatasetError
from recognition.engine.registry import resolve

DATASETS: Mapping[str, str] = {
    "ravdess": "recognition.engine.datasets.ravdess:load",
    "crema_d": "recognition.engine.datasets.crema_d:load",
    "emodb": "recognition.engine.datasets.emodb:load",
    "nemo": "recognition.engine.datasets.nemo:load",
    "urdu": "recognition.engine.datasets.urdu:load",
    "shemo": "recognition.engine.datasets.shemo:load",
    "tess": "recognition.engine.datasets.tess:load",
    "iemocap": "recognition.engine.datasets.iemocap:load",
    "meld": "recognition.engine.datasets.meld:load",
    "goemotions": "recognition.engine.datasets.goemotions:load",
    "ferplus": "recognition.engine.datasets.ferplus:load",
    "pairs": "recognition.engine.datasets.pairs:load",
    "fer2013": "recognition.engine.datasets.fer2013:load",
    "asr": "recognition.engine.datasets.transcribed_clips:load",
    "plain": "recognition.engine.datasets.plain:load",
    "asterisk": "recognition.engine.datasets.asterisk:load",
    "tuxpaint": "recognition.engine.datasets.tuxpaint:load",
    "manifest": "recognition.engine.datasets.manifest:load",
}

AUDIO_SUFFIXES = (".wav", ".flac", ".opus", ".ogg", ".mp3", ".m4a")
VIDEO_SUFFIXES = (".mp4", ".flv", ".avi", ".mkv", ".mov", ".webm")

# What reading a table ends with that lacks a column, names an emotion its publisher does not, or is cut off.
UNLIKE_PUBLISHED = (
    *(LookupError, ValueError, TypeError, AttributeError, SyntaxError),
    *(csv.Error, BadZipFile, zlib.error, OSError),
)

STREAMS = ("voice", "words", "face")
"""What an emotion can be read from, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """One labelled example: a stretch of speech, a text, a face, or several of them.

    Args:
        id: unique within the data set.
        labels: names from `labels.EMOTIONS`; more than one only where the publisher gives several.
        path: the file with the sound, or None for a text or a picture alone.
        text: what is said, where the publisher tells.
        speaker: the publisher's name for the speaker; splits never share one.
        sex: "female", "male" or None when unknown.
        language: ISO 639-1 code.
        start_s, end_s: the stretch inside the file; None means from its start, to its end.
        split: the publisher's own split, where there is one: "train", "dev" or "test".
        video: the film of the same moment, where the set has one; it may be the file that `path` names.
        faces: pictures of the face, cut out of the film by `emotion extract-faces`.
        picture: the face, for sets of still pictures.
        votes: how many people gave each emotion, for sets whose publisher tells.
        action_units: the face's, mean over the film, in the order of `features.action_units.COLUMNS`.
    """

    id: str
    labels: tuple[str, ...]
    path: Path | None = None
    text: str | None = None
    speaker: str = ""
    sex: str | None = None
    language: str = "en"
    start_s: float | None = None
    end_s: float | None = None
    split: str | None = None
    video: Path | None = None
    faces: Path | None = None
    picture: GreyPicture | None = field(default=None, repr=False)
    votes: Mapping[str, int] | None = field(default=None, hash=False)
    action_units: tuple[float, ...] | None = field(default=None, repr=False)

    @property
    def label(self) -> str:
        return self.labels[0]

    @property
    def streams(self) -> tuple[str, ...]:
        """What there is to read the emotion from: some of `STREAMS`."""
        seen = any(face is not None for face in (self.video, self.faces, self.picture))
        there = (self.path is not None, bool(self.text), seen)
        return tuple(stream for stream, given in zip(STREAMS, there, strict=True) if given)


@dataclass(frozen=True, slots=True)
class Dataset:
    """A loaded data set.

    Args:
        name: its name in `DATASETS`.
        licence: the publisher's terms, for the cards of what is trained on it.
        utterances: what it holds.
        folds: disjoint groups of speakers that cover it, for cross-validation.
        label_map: the publisher's name or code of each emotion to ours.
    """

    name: str
    licence: str
    utterances: tuple[Utterance, ...]
    folds: tuple[frozenset[str], ...] = ()
    label_map: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def streams(self) -> tuple[str, ...]:
        """The streams that any of its utterances has."""
        there = {stream for utterance in self.utterances for stream in utterance.streams}
        return tuple(stream for stream in STREAMS if stream in there)

    def speakers_in_fold(self, fold: int) -> frozenset[str]:
        """Test speakers of `fold`, counted from 1.

        Raises:
            DatasetError: when the data set has no such fold.
        """
        if not 1 <= fold <= len(self.folds):
            raise DatasetError(f"{self.name} has folds 1 to {len(self.folds)}, not {fold}.", code="dataset_error")
        return self.folds[fold - 1]


Loader = Callable[[Path], Dataset]


def load_dataset(name: str, path: Path) -> Dataset:
    """Load data set `name` from `path`, in its publisher's own layout.

    Raises:
        UnknownComponentError: `unknown_dataset`.
        DatasetError: when nothing of that layout is found there, or a table of it is damaged.
    """
    loader: Loader = resolve(DATASETS, name, kind="dataset")
    if not path.exists():
        raise DatasetError(f"There is nothing at {path}.", code="dataset_error")
    try:
        dataset = loader(path)
    except UNLIKE_PUBLISHED as error:
        if isinstance(error, OSError) and error.filename is not None:
            raise  # it cannot be read at all, and says so itself
        raise DatasetError(
            f"{path} is not as {name} is published, or damaged: {type(error).__name__}, {error}.", code="dataset_error"
        ) from error
    if not dataset.utterances:
        raise DatasetError(f"No {name} files were found under {path}.", code="dataset_error")
    return dataset


def audio_files(folder: Path) -> list[Path]:
    """Every audio file below `folder`, sorted by name, whatever container the copy at hand uses."""
    return _files(folder, AUDIO_SUFFIXES)


def video_files(folder: Path) -> list[Path]:
    """Every film below `folder`, sorted by name."""
    return _files(folder, VIDEO_SUFFIXES)


def _files(folder: Path, suffixes: tuple[str, ...]) -> list[Path]:
    # "._name" is what macOS leaves in archives beside "name"; some publishers packed theirs there.
    return sorted(
        path for path in folder.rglob("*") if path.suffix.lower() in suffixes and not path.name.startswith("._")
    )


def speaker_folds(speakers: Iterable[str], count: int = 5) -> tuple[frozenset[str], ...]:
    """Deal sorted speakers round-robin into `count` groups: for sets whose publisher names no folds."""
    ordered = sorted(set(speakers))
    return tuple(frozenset(ordered[fold::count]) for fold in range(min(count, len(ordered))))
