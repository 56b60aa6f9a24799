"""TESS, the Toronto emotional speech set (Pichora-Fuller & Dupuis 2010, doi:10.5683/SP2/E8H2MF): 2 actresses, 7 emotions."""

from pathlib import Path

from recognition.engine.datasets.base import Dataset, Utterance, audio_files, speaker_folds

EMOTIONS = {
    "angry": "angry",
    "disgust": "disgust",
    "fear": "fearful",
    "happy": "happy",
    "neutral": "neutral",
    "ps": "surprised",  # "pleasant surprise"
    "sad": "sad",
}
SPEAKERS = {"OA": "OAF", "OAF": "OAF", "YAF": "YAF"}  # one clip is published as OA_bite_neutral


def load(folder: Path) -> Dataset:
    """Read `SPK_word_emotion.wav` at any depth: the actress, older or younger, the word, the emotion.

    Some copies hold the whole set a second time in a folder of its own; a name counts once.
    """
    clips = {path.stem: path for path in audio_files(folder) if _is_clip(path.stem)}
    utterances = tuple(_utterance(clips[stem]) for stem in sorted(clips))
    return Dataset(
        name="tess",
        licence="CC BY-NC-ND 4.0",
        label_map=EMOTIONS,
        utterances=utterances,
        folds=speaker_folds(utterance.speaker for utterance in utterances),
    )


def _is_clip(stem: str) -> bool:
    fields = stem.split("_")
    return len(fields) == 3 and fields[0] in SPEAKERS and fields[2] in EMOTIONS


def _utterance(path: Path) -> Utterance:
    speaker, word, emotion = path.stem.split("_")
    return Utterance(
        id=path.stem,
        labels=(EMOTIONS[emotion],),
        path=path,
        text=f"Say the word {word}.",
        speaker=SPEAKERS[speaker],
        sex="female",
        language="en",
    )
