"""ShEMO (Mohamad Nezami et al. 2019, arXiv:1906.01155): Persian radio plays, 87 speakers, 6 emotions."""

import json
from pathlib import Path

from recognition.engine.datasets.base import Dataset, Utterance, audio_files, speaker_folds

EMOTIONS = {"A": "angry", "F": "fearful", "H": "happy", "N": "neutral", "S": "sad", "W": "surprised"}
SEXES = {"F": "female", "M": "male"}


def load(folder: Path) -> Dataset:
    """Read `female|male/XSSEnn.wav`: letter of sex, two digits of speaker, letter of emotion, number.

    `shemo.json` gives the transcripts. Some of those belong to another clip; the corrected list of the same clips,
    `modified_shemo.json` (Yazdani & Shekofteh 2022), goes before it where it is there.
    """
    texts = {**_texts(folder / "shemo.json"), **_texts(folder / "modified_shemo.json")}
    clips = sorted((path for path in audio_files(folder) if _is_clip(path.stem)), key=lambda path: path.stem)
    return Dataset(
        name="shemo",
        licence="free for academic research",
        label_map=EMOTIONS,
        utterances=tuple(_utterance(path, texts.get(path.stem)) for path in clips),
        folds=speaker_folds(path.stem[:3] for path in clips),
    )


def _texts(listing: Path) -> dict[str, str]:
    """Transcript by clip. The original is a list of objects with `id`, the corrected one an object by file name."""
    if not listing.is_file():
        return {}
    entries = json.loads(listing.read_text(encoding="utf-8"))
    if isinstance(entries, dict):
        return {Path(name).stem: _clean(entry["transcript"]) for name, entry in entries.items()}
    return {entry["id"]: _clean(entry["transcript"]) for entry in entries}


def _clean(transcript: str) -> str:
    return transcript.replace("\ufeff", "").strip()  # byte order marks of the files that it was collected from


def _is_clip(stem: str) -> bool:
    return len(stem) == 6 and stem[0] in SEXES and stem[3] in EMOTIONS and (stem[1:3] + stem[4:]).isdigit()


def _utterance(path: Path, text: str | None) -> Utterance:
    return Utterance(
        id=path.stem,
        labels=(EMOTIONS[path.stem[3]],),
        path=path,
        text=text or None,
        speaker=path.stem[:3],
        sex=SEXES[path.stem[0]],
        language="fa",
    )
