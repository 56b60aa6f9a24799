"""MELD (Poria et al. 2019, arXiv:1810.02508): 13 thousand lines of the series Friends, with film and sound."""

import csv
from collections.abc import Iterator
from pathlib import Path

from recognition.engine.datasets.base import Dataset, Utterance, audio_files, video_files

EMOTIONS = {
    "neutral": "neutral",
    "joy": "happy",
    "sadness": "sad",
    "anger": "angry",
    "fear": "fearful",
    "disgust": "disgust",
    "surprise": "surprised",
}
FILMS = {"train": "train_splits", "dev": "dev_splits_complete", "test": "output_repeated_splits_test"}
BROKEN = frozenset({("train", "dia125_utt3")})  # the published film cannot be opened
SEXES = {
    **dict.fromkeys(("Rachel", "Monica", "Phoebe"), "female"),
    **dict.fromkeys(("Ross", "Chandler", "Joey"), "male"),
}


def load(folder: Path) -> Dataset:
    """Read `train|dev|test_sent_emo.csv` and, where they are, the films `train_splits/diaN_uttN.mp4` and so on.

    A sound file of the same name beside a film is heard in its place. Without either an utterance is its text.
    """
    utterances = tuple(utterance for split in FILMS for utterance in _split(folder, split))
    return Dataset(
        name="meld",
        licence="GPL-3.0 repository of a broadcaster's script",
        label_map=EMOTIONS,
        utterances=utterances,
    )


def _split(folder: Path, split: str) -> Iterator[Utterance]:
    table = next(iter(sorted(folder.rglob(f"{split}_sent_emo.csv"))), None)  # the archive has that of train one below
    if table is None:
        return
    places = [place for place in sorted(folder.rglob(FILMS[split])) if place.is_dir()]
    films = {path.stem: path for place in places for path in video_files(place)}
    sounds = {path.stem: path for place in places for path in audio_files(place)}
    with table.open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            name = f"dia{row['Dialogue_ID']}_utt{row['Utterance_ID']}"
            film = films.get(name) if (split, name) not in BROKEN else None
            yield _utterance(row, f"{split}/{name}", film, sounds.get(name) or film)


def _utterance(row: dict[str, str], identifier: str, film: Path | None, heard: Path | None) -> Utterance:
    speaker = row["Speaker"].strip()
    return Utterance(
        id=identifier,
        labels=(EMOTIONS[row["Emotion"].strip().lower()],),
        path=heard,
        text=_repaired(row["Utterance"]),
        speaker=speaker,
        sex=SEXES.get(speaker),
        language="en",
        split=identifier.split("/")[0],
        video=film,
    )


def _repaired(text: str) -> str:
    """`text` with the quotes and dashes that some published copies hold as control characters of Windows-1252."""
    return "".join(
        character.encode("latin-1").decode("cp1252", errors="ignore") if "\x80" <= character <= "\x9f" else character
        for character in text
    ).strip()
