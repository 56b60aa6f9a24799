"""Emotion models: the protocol that the pipeline speaks, and the table of architectures behind the cards."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from recognition.engine.asr.encoder_states import EncoderStates
from recognition.engine.cores import keep_to_cores
from recognition.engine.features.action_units import Values
from recognition.engine.fusion.cards import Card, checkpoint_folder, read_card
from recognition.engine.registry import resolve
from recognition.engine.types import Explanation, Quality, Scores

ARCHITECTURES: Mapping[str, str] = {
    "voice-words": "recognition.engine.fusion.voice_words:VoiceWordsModel.for_analyses",
    "au-mfcc": "recognition.engine.fusion.au_mfcc:AuMfccModel.load",
    "efficient-face": "recognition.engine.fusion.face:FaceModel.load",
    "face-voice": "recognition.engine.fusion.face_voice:FaceVoiceModel.load",
    "mfer": "recognition.engine.fusion.mfer:MferModel.load",
}

Pictures = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Hearing:
    """One segment as a model gets it.

    Args:
        samples: float32, (samples,), 16 kHz, as recorded.
        text: its words; empty when none were recognised.
        asr_confidence: mean probability of its words, or None without words.
        language: ISO 639-1 code of the words.
        quality: of the sound as it was recorded.
        duration_s: its length.
        encoder: what the speech engine's encoder made of it; None where there was no such engine at work.
        action_units: what the face showed on average, (35,), as `features.action_units` has it; None where none was seen.
        pictures: of the face in the film, uint8, (15, 224, 224, 3), RGB, upright and evenly spaced over the segment; None
            where none was seen.
    """

    samples: np.ndarray
    text: str
    asr_confidence: float | None
    language: str
    quality: Quality
    duration_s: float
    encoder: EncoderStates | None = None
    action_units: Values | None = None
    pictures: Pictures | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How a segment reads: scores by stream, how much each counted in the fused ones, and the seconds each stage took.

    Args:
        unfamiliar: whether the voice is unlike those that the model knows.
        evidence: what the model needs to read the segment again against its speaker; nobody else's concern.
    """

    scores: Scores
    weights: Mapping[str, float]
    seconds: Mapping[str, float]
    unfamiliar: bool = False
    evidence: object = field(default=None, repr=False)


class EmotionModel(Protocol):
    """A loaded model."""

    card: Card

    def covers(self, language: str) -> bool:
        """Whether the words branch was trained on this language."""

    def read(self, hearing: Hearing) -> Reading:
        """Scores of one segment."""


@runtime_checkable
class ReadsTogether(Protocol):
    """A model to which neighbouring segments cost less together, and say the same to the last digit."""

    def read_all(self, hearings: Sequence[Hearing]) -> Iterator[Reading]:
        """Scores of each segment, in order."""


Offset = Mapping[str, float]
"""By how much more of each emotion a speaker's voice shows than the average speaker's, in logits."""

NO_OFFSET: Offset = {}


@runtime_checkable
class SpeakerAware(Protocol):
    """A model that can also judge a voice against its speaker's own average."""

    def offset(self, readings: Sequence[Reading]) -> Offset | None:
        """A speaker's, from that speaker's segments; None where the model has no baseline."""

    def against(self, reading: Reading, offset: Offset) -> Reading:
        """The segment read again, against its speaker's offset."""

    def kept(self, reading: Reading) -> bytes:
        """What `recalled` makes the reading of again, in another process too."""

    def recalled(self, kept: bytes) -> Reading:
        """The reading to the last digit; its seconds are not kept."""


@runtime_checkable
class Explainable(Protocol):
    """A model that can also say what an answer rests on."""

    def explain(
        self, hearing: Hearing, *, words: Sequence[str], label: str, start_s: float, offset: Offset
    ) -> Explanation:
        """The parts that spoke for `label` and against it; `hearing.text` is made of `words`, and begins at `start_s`.

        `offset` is that of the speaker whom the answer was read against, empty for none.
        """


def load_model(model: str) -> EmotionModel:
    """The model of a shipped id, or of a checkpoint folder; it reads on as many threads as there are cores for.

    Raises:
        UnknownComponentError: `unknown_model`.
        ModelUnavailableError: when its weights are missing or not what the card says.
    """
    folder = checkpoint_folder(model)
    architecture = read_card(folder)["architecture"]["name"]
    load: Callable[[Path], EmotionModel] = _loader(architecture)
    loaded = load(folder)
    keep_to_cores()
    return loaded


def _loader(architecture: str) -> Callable[[Path], EmotionModel]:
    name, _, method = ARCHITECTURES.get(architecture, "").rpartition(".")
    table = {architecture: name} if name else {}
    loader: Callable[[Path], EmotionModel] = getattr(resolve(table, architecture, kind="model"), method)
    return loader
