"""Speech that is plainly neutral, gathered by `python -m scripts.plain_speech`: announcements, and texts read by machines."""

from dataclasses import replace
from pathlib import Path

from recognition.engine.datasets import manifest
from recognition.engine.datasets.base import Dataset

CLIPS = "clips.csv"
LICENCE = (
    "CC BY 3.0 (announcements by ivrvoice.ru and by Carlo Flora), BSD-style (by Armelle Desjardins), the rest synthetic"
)


def load(path: Path) -> Dataset:
    """Read the list of clips in the folder `path`; without a list there are none.

    Raises:
        DatasetError: when the list names what is not there.
    """
    listed = manifest.load(path / CLIPS) if (path / CLIPS).is_file() else Dataset("plain", LICENCE, ())
    return replace(listed, name="plain", licence=LICENCE)
