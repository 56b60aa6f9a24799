"""EMO-DB, the Berlin database of emotional speech (Burkhardt et al. 2005): 10 actors, 7 emotions, German."""

from pathlib import Path

from recognition.engine.datasets.base import Dataset, Utterance, audio_files, speaker_folds

EMOTIONS = {
    "W": "angry",
    "L": "bored",
    "E": "disgust",
    "A": "fearful",
    "F": "happy",
    "T": "sad",
    "N": "neutral",
}
FEMALE = frozenset({"08", "09", "13", "14", "16"})


def load(folder: Path) -> Dataset:
    """Read `wav/SSttte.v`: two digits of speaker, three characters of text, one letter of emotion, one of version."""
    utterances = tuple(_utterance(path) for path in audio_files(folder) if _is_clip(path.stem))
    speakers = {utterance.speaker for utterance in utterances}
    return Dataset(
        name="emodb",
        licence="free public download, citation asked",
        label_map=EMOTIONS,
        utterances=utterances,
        folds=speaker_folds(speakers, count=len(speakers)),  # leave one speaker out
    )


def _is_clip(stem: str) -> bool:
    return len(stem) == 7 and stem[:2].isdigit() and stem[5] in EMOTIONS


def _utterance(path: Path) -> Utterance:
    speaker = path.stem[:2]
    return Utterance(
        id=path.stem,
        labels=(EMOTIONS[path.stem[5]],),
        path=path,
        speaker=speaker,
        sex="female" if speaker in FEMALE else "male",
        language="de",
    )
