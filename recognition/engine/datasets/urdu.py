"""URDU (Latif et al. 2018, arXiv:1812.10411): talk-show speech, 4 emotions. Its terms allow evaluation only here."""

from pathlib import Path

from recognition.engine.datasets.base import Dataset, Utterance, audio_files

EMOTIONS = {"angry": "angry", "happy": "happy", "neutral": "neutral", "sad": "sad"}


def load(folder: Path) -> Dataset:
    """Read `Angry|Happy|Neutral|Sad/SPEAKER_*`; the first part of a name is the speaker, its second letter the sex."""
    files = [path for path in audio_files(folder) if path.parent.name.lower() in EMOTIONS]
    return Dataset(
        name="urdu",
        licence="research use only",
        label_map=EMOTIONS,
        utterances=tuple(_utterance(path) for path in files),
    )


def _utterance(path: Path) -> Utterance:
    speaker = path.stem.split("_")[0]
    return Utterance(
        id=f"{path.parent.name}/{path.stem}",
        labels=(EMOTIONS[path.parent.name.lower()],),
        path=path,
        speaker=speaker,
        sex={"F": "female", "M": "male"}.get(speaker[1:2].upper()),
        language="ur",
    )
