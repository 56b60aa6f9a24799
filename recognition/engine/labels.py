"""Emotion names: the one vocabulary that every model, data set and chart takes its subset from."""

from collections.abc import Mapping, Sequence

EMOTIONS = (
    "neutral",
    "calm",
    "happy",
    "sad",
    "angry",
    "fearful",
    "disgust",
    "surprised",
    "bored",
    "frustrated",
    "excited",
    "contempt",
)

NEUTRAL = "neutral"

DEFAULT_LABELS = ("neutral", "happy", "sad", "angry", "fearful", "disgust", "surprised")

STAGES = ("decoding", "finding_speech", "transcribing", "reading_emotion")
"""What a running analysis is doing, in order. Transcribing and reading emotion interleave."""

DECODED, SPEECH_FOUND = 0.1, 0.2
"""Progress of the whole job when those stages are over; the rest is transcribing and reading emotion."""

REASONS: Mapping[str, str] = {
    "too_short": "too little speech to be sure",
    "noisy": "the sound is noisy",
    "clipped": "the sound is clipped",
    "narrow_band": "the sound lacks high tones, as on a telephone",
    "unfamiliar_voice": "the voice is unlike those the model was trained on",
    "no_speech": "no speech was found",
    "no_words": "no words were recognised",
    "low_asr_confidence": "the words are uncertain",
    "disagreement": "voice and words disagree",
    "no_face": "no face was seen",
    "several_faces": "several faces were seen",
    "small_face": "the face is small in the film",
    "face_disagrees": "voice and face disagree",
    "close_call": "a close call",
    "language_not_covered": "the words model does not cover this language",
}
"""Why a reading is unsure: stable code to the words shown. The page and the terminal use the same ones."""

MERGED: Mapping[str, str] = {"calm": "neutral"}
"""Names that a smaller label set folds into another one. RAVDESS's calm is a neutral voice with a soft tone."""


def project(label: str, labels: Sequence[str]) -> str | None:
    """`label` as `labels` would name it, or None when that set has no name for it."""
    if label in labels:
        return label
    merged = MERGED.get(label)
    return merged if merged in labels else None
