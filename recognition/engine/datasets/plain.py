"""Speech that is plainly neutral, gathered by `python -m scripts.plain_speech`: announcements, and texts read by machines."""

from dataclasses import replace
from pathlib import Path

from recognition.engine.datasets import manifest
from recognition.engine.datasets.base import Dataset
from recognition.engine.errors import DatasetError

CLIPS = "clips.csv"


def load(path: Path) -> Dataset:
    """Read the list of clips in the folder `path`.

    Raises:
        DatasetError: when there is no list, or it names what is not there.
    """
    if not (path / CLIPS).is_file():
        raise DatasetError(
            f"There is no {CLIPS} in {path}. Gather the clips with: python -m scripts.plain_speech {path}",
            code="dataset_error",
        )
    return replace(
        manifest.load(path / CLIPS),
        name="plain",
        licence="CC BY 3.0 (announcements by ivrvoice.ru), BSD-style (by Armelle Desjardins), the rest synthetic",
    )
