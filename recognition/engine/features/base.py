"""Feature extractors: a table, and what each turns sound into."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import numpy as np
from torch import Tensor

from recognition.engine.asr.encoder_states import STATES_PER_S, EncoderStates
from recognition.engine.features.log_mel import FRAMES_PER_S, level
from recognition.engine.registry import resolve

EXTRACTORS: Mapping[str, str] = {
    "log-mel": "recognition.engine.features.log_mel:log_mel",
    "log-mel-detector": "recognition.engine.features.speech_detector:log_mel_and_detector",
    "whisper-encoder": "recognition.engine.features.whisper_encoder:WhisperEncoder",
    "emotion2vec": "recognition.engine.features.emotion2vec:Emotion2vec",
}
"""A function, or a class that is made with a recipe's arguments."""


class Extractor(Protocol):
    """Mono float32 sound at 16 kHz, (samples,), to float32 frames, (frames, dim); too little sound gives no frame."""

    def __call__(self, samples: np.ndarray, /) -> Tensor: ...


@runtime_checkable
class EncoderExtractor(Protocol):
    """An extractor that hears through a speech engine's encoder, and need not run it where the engine has done so.

    Attributes:
        model: which Whisper its states must come from.
    """

    model: str

    def __call__(self, samples: np.ndarray, /) -> Tensor: ...

    def of_states(self, states: EncoderStates) -> Tensor:
        """Frames from states that are there already."""


def open_extractor(name: str, *, models_dir: Path | None = None, **arguments: Any) -> Extractor:
    """The extractor of that name.

    Args:
        name: in `EXTRACTORS`.
        models_dir: where weights are, for a class that needs some; an analysis brings what they would make.
        arguments: of one that takes any, as the recipe has them.

    Raises:
        UnknownComponentError: `unknown_feature`.
    """
    component: Any = resolve(EXTRACTORS, name, kind="feature")
    extractor: Extractor = component(models_dir=models_dir, **arguments) if isinstance(component, type) else component
    return extractor


def hears_through_encoder(name: str) -> bool:
    """Whether an extractor's frames are what the speech engine's encoder makes of the sound."""
    component: Any = resolve(EXTRACTORS, name, kind="feature")
    return hasattr(component, "of_states")


def frames_per_s(extractor: Extractor) -> float:
    """How many frames an extractor makes of a second."""
    if isinstance(extractor, EncoderExtractor):
        return STATES_PER_S
    own: float = getattr(extractor, "frames_per_s", FRAMES_PER_S)
    return own


def frames_of(extractor: Extractor, samples: np.ndarray, states: EncoderStates | None) -> Tensor:
    """Frames of a segment, (frames, dim): from the speech engine's states where they fit, else from its sound.

    Whisper hears sound as it was recorded, and sees to its level itself; all else is levelled first.
    """
    if not isinstance(extractor, EncoderExtractor):
        return extractor(level(samples))
    fitting = states is not None and states.model == extractor.model
    return extractor.of_states(states) if states is not None and fitting else extractor(samples)
