"""Data sets: a table of loaders, and what each yields — typed utterances with speaker, licence and label map."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from recognition.engine.errors import DatasetError
from recognition.engine.registry import resolve

DATASETS: Mapping[str, str] = {
    "ravdess": "recognition.engine.datasets.ravdess:load",
    "emodb": "recognition.engine.datasets.emodb:load",
    "nemo": "recognition.engine.datasets.nemo:load",
    "urdu": "recognition.engine.datasets.urdu:load",
    "goemotions": "recognition.engine.datasets.goemotions:load",
    "manifest": "recognition.engine.datasets.manifest:load",
}

AUDIO_SUFFIXES = (".wav", ".flac", ".opus", ".ogg", ".mp3", ".m4a")


@dataclass(frozen=True, slots=True)
class Utterance:
    """One labelled example: a stretch of speech, a text, or both.

    Args:
        id: unique within the data set.
        labels: names from `labels.EMOTIONS`; more than one only where the publisher gives several.
        path: the audio file, or None for text alone.
        text: what is said, where the publisher tells.
        speaker: the publisher's name for the speaker; splits never share one.
        sex: "female", "male" or None when unknown.
        language: ISO 639-1 code.
        start_s, end_s: the stretch inside the file; None means from its start, to its end.
        split: the publisher's own split, where there is one.
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

    @property
    def label(self) -> str:
        return self.labels[0]


@dataclass(frozen=True, slots=True)
class Dataset:
    """A loaded data set. `folds` are disjoint groups of speakers that cover it, for cross-validation."""

    name: str
    licence: str
    utterances: tuple[Utterance, ...]
    folds: tuple[frozenset[str], ...] = ()

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
        DatasetError: when nothing of that layout is found there.
    """
    loader: Loader = resolve(DATASETS, name, kind="dataset")
    if not path.exists():
        raise DatasetError(f"There is nothing at {path}.", code="dataset_error")
    dataset = loader(path)
    if not dataset.utterances:
        raise DatasetError(f"No {name} files were found under {path}.", code="dataset_error")
    return dataset


def audio_files(folder: Path) -> list[Path]:
    """Every audio file below `folder`, sorted by name, whatever container the copy at hand uses."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in AUDIO_SUFFIXES)


def speaker_folds(speakers: list[str], count: int = 5) -> tuple[frozenset[str], ...]:
    """Deal sorted speakers round-robin into `count` groups: for sets whose publisher names no folds."""
    ordered = sorted(set(speakers))
    return tuple(frozenset(ordered[fold::count]) for fold in range(min(count, len(ordered))))
