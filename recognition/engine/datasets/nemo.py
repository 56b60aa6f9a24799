"""nEMO (Christop 2024, arXiv:2404.06292): 9 Polish actors, 6 emotions, 90 sentences."""

import csv
from pathlib import Path

from recognition.engine.datasets.base import Dataset, Utterance, audio_files, speaker_folds

EMOTIONS = {
    "anger": "angry",
    "angry": "angry",
    "fear": "fearful",
    "happiness": "happy",
    "happy": "happy",
    "neutral": "neutral",
    "sadness": "sad",
    "sad": "sad",
    "surprised": "surprised",
}


def load(folder: Path) -> Dataset:
    """Read `data.tsv` and `samples/`; a row whose clip is not there is left out."""
    table = folder / "data.tsv"
    if not table.is_file():
        return Dataset(name="nemo", licence="CC BY-NC-SA 4.0", utterances=())
    clips = {path.stem: path for path in audio_files(folder)}
    with table.open(encoding="utf-8", newline="") as rows:
        reader = csv.DictReader(rows, delimiter="\t", quoting=csv.QUOTE_NONE)
        utterances = tuple(_utterance(row, clips) for row in reader if Path(row["file_id"]).stem in clips)
    speakers = {utterance.speaker for utterance in utterances}
    return Dataset(
        name="nemo",
        licence="CC BY-NC-SA 4.0",
        label_map=EMOTIONS,
        utterances=utterances,
        folds=speaker_folds(speakers, count=len(speakers)),  # leave one speaker out
    )


def _utterance(row: dict[str, str], clips: dict[str, Path]) -> Utterance:
    stem = Path(row["file_id"]).stem
    return Utterance(
        id=stem,
        labels=(EMOTIONS[row["emotion"].strip()],),
        path=clips[stem],
        text=row["raw_text"],
        speaker=row["speaker_id"].strip(),
        sex=row["gender"].strip(),
        language="pl",
    )
