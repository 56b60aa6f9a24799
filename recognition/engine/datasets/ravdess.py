"""RAVDESS speech (Livingstone & Russo 2018, doi:10.1371/journal.pone.0196391): 24 actors, 8 emotions, 2 sentences."""

from pathlib import Path

from recognition.engine.datasets.base import Dataset, Utterance, audio_files

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
DUPLICATE = "03-01-03-01-02-02-07"  # the same audio as 03-01-03-01-02-01-07

# The published five actor folds (Luna-Jiménez et al. 2021, doi:10.3390/s21227665).
FOLDS = ((2, 5, 14, 15, 16), (3, 6, 7, 13, 18), (10, 11, 12, 19, 20), (8, 17, 21, 23, 24), (1, 4, 9, 22))


def load(folder: Path) -> Dataset:
    """Read `Actor_NN/03-01-EE-II-SS-RR-AA.*`: modality, channel, emotion, intensity, statement, repetition, actor."""
    files = [path for path in audio_files(folder) if _is_speech(path.stem) and path.stem != DUPLICATE]
    return Dataset(
        name="ravdess",
        licence="CC BY-NC-SA 4.0",
        utterances=tuple(_utterance(path) for path in files),
        folds=tuple(frozenset(f"{actor:02d}" for actor in fold) for fold in FOLDS),
    )


def _is_speech(stem: str) -> bool:
    fields = stem.split("-")
    return len(fields) == 7 and fields[0] in ("01", "03") and fields[1] == "01"


def _utterance(path: Path) -> Utterance:
    _, _, emotion, _, statement, _, actor = path.stem.split("-")
    return Utterance(
        id=path.stem,
        labels=(EMOTIONS[emotion],),
        path=path,
        text=SENTENCES[statement],
        speaker=actor,
        sex="female" if int(actor) % 2 == 0 else "male",
        language="en",
    )
