"""Descriptions of Tux Paint's stamps: volunteers who read out plainly what a picture shows, in ten languages."""

import re
from collections.abc import Iterator
from pathlib import Path

from recognition.engine.datasets.base import Dataset, Utterance, speaker_folds

LICENCE = "GPL-2"
SPOKEN = (".ogg", ".wav")
ENGLISH = "en"
TRANSLATION = re.compile(r"(?P<tag>[a-z]{2}(_[A-Z]{2})?)\.utf8=(?P<text>.+)")
FEWEST_WORDS = 4  # most are a name alone, which says little of how somebody speaks


def load(folder: Path) -> Dataset:
    """Read `**/STAMP.txt`, English first and then a line for each language, and `STAMP_desc[_ll[_RR]].ogg` beside it.

    A language is taken for one speaker: the descriptions of most were recorded by one volunteer, whom nothing names.
    """
    utterances = tuple(utterance for stamp in sorted(folder.rglob("*.txt")) for utterance in _utterances(stamp, folder))
    return Dataset(
        name="tuxpaint",
        licence=LICENCE,
        label_map={"description": "neutral"},
        utterances=utterances,
        folds=speaker_folds(utterance.speaker for utterance in utterances),
    )


def _utterances(stamp: Path, folder: Path) -> Iterator[Utterance]:
    for tag, text in sorted(_texts(stamp).items()):
        name = f"{stamp.stem}_desc" if tag == ENGLISH else f"{stamp.stem}_desc_{tag}"
        spoken = next((path for suffix in SPOKEN if (path := stamp.with_name(name + suffix)).is_file()), None)
        if spoken is not None and len(text.split()) >= FEWEST_WORDS:
            yield Utterance(
                id=spoken.relative_to(folder).with_suffix("").as_posix(),
                labels=("neutral",),
                path=spoken,
                text=text,
                speaker=tag,
                language=tag[:2],
            )


def _texts(stamp: Path) -> dict[str, str]:
    """The description in every language, by its tag."""
    english, *others = stamp.read_text(encoding="utf-8", errors="replace").splitlines() or [""]
    translated = (match for line in others if (match := TRANSLATION.fullmatch(line)))
    return {ENGLISH: english} | {match["tag"]: match["text"].strip() for match in translated}
