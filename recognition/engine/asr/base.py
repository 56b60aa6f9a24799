"""What a speech engine is, the table of those there are, and the choice among them."""

from dataclasses import dataclass
from typing import Protocol, Self, runtime_checkable

import numpy as np
import numpy.typing as npt

from recognition.engine.asr.encoder_states import EncoderStates, OnStates
from recognition.engine.config import EngineConfig
from recognition.engine.errors import ModelUnavailableError
from recognition.engine.media import SAMPLE_RATE_HZ
from recognition.engine.registry import resolve
from recognition.engine.types import Word
from recognition.engine.weights import Progress

Samples = npt.NDArray[np.float32]

SILENT_PEAK = 1e-4  # -80 dB of full scale

ENGINES = {
    "faster-whisper": "recognition.engine.asr.faster_whisper:FasterWhisper",
    "openai-whisper": "recognition.engine.asr.openai_whisper:OpenaiWhisper",
    "pocketsphinx": "recognition.engine.asr.pocketsphinx:PocketSphinx",
}


class SpeechEngine(Protocol):
    """Recognises words in up to 30 s of 16 kHz mono float32 sound.

    Attributes:
        id: its name in `ENGINES`.
        model: which of its models is loaded.
        languages: ISO 639-1 codes that it knows; None when it knows any.
    """

    id: str
    model: str
    languages: frozenset[str] | None

    @classmethod
    def open(cls, config: EngineConfig, on_download: Progress | None = None) -> Self:
        """Load the model, downloading it first where that is needed and allowed.

        Raises:
            ModelUnavailableError: when its weights are not here and cannot be had.
        """

    def detect_language(self, samples: Samples) -> tuple[str, float]:
        """The language spoken and how probable that is. An engine of one language names that one, with 1."""

    def transcribe(
        self, samples: Samples, *, language: str, offset_s: float, on_states: OnStates | None = None
    ) -> list[Word]:
        """Words in time order; `offset_s` is where the samples begin in the recording. Same samples, same words.

        An engine with an encoder tells `on_states` what that made of the samples; it costs nothing more.
        """


@runtime_checkable
class EncodingEngine(Protocol):
    """A speech engine that can also hear without writing down: for a segment whose words are known already."""

    def encode(self, samples: Samples) -> EncoderStates:
        """What its encoder makes of up to 30 s of sound; as while transcribing that sound alone."""


def is_silent(samples: Samples) -> bool:
    """Whether there is nothing to hear: engines asked about silence answer with words all the same."""
    return float(np.abs(samples).max(initial=0.0)) < SILENT_PEAK


def word_in(samples: Samples, offset_s: float, *, text: str, start_s: float, end_s: float, probability: float) -> Word:
    """A word heard at these times of the samples, on the recording's time axis and not past the samples' end."""
    duration_s = len(samples) / SAMPLE_RATE_HZ
    start_s = min(max(start_s, 0.0), duration_s)
    end_s = min(max(end_s, start_s), duration_s)
    return Word(round(offset_s + start_s, 3), round(offset_s + end_s, 3), text.strip(), round(probability, 4))


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """Whether an engine can be used here; if not why, and the command that would change that."""

    name: str
    usable: bool
    reason: str
    remedy: str | None


def open_engine(asr: str, config: EngineConfig, *, on_download: Progress | None = None) -> SpeechEngine:
    """The speech engine of that name.

    Args:
        asr: a name in `ENGINES`, or "auto": what `config.asr` says, and where that is "auto" too, Whisper where its
            weights are here or can be downloaded, else PocketSphinx.
        config: where weights are and whether they may be fetched.
        on_download: told the share downloaded, 0 to 1.

    Raises:
        UnknownComponentError: `unknown_asr`.
        ModelUnavailableError: when the engine asked for has no weights.
    """
    name = config.asr if asr == "auto" else asr
    if name != "auto":
        return _open(name, config, on_download)
    try:
        return _open("faster-whisper", config, on_download)
    except ModelUnavailableError:
        return _open("pocketsphinx", config, on_download)


def _open(name: str, config: EngineConfig, on_download: Progress | None) -> SpeechEngine:
    engine: type[SpeechEngine] = resolve(ENGINES, name, kind="asr")
    return engine.open(config, on_download)
