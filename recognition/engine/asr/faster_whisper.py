"""Whisper by faster-whisper: CTranslate2, 8-bit weights on the processor."""

from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from faster_whisper import WhisperModel
from faster_whisper.audio import pad_or_trim

from recognition.engine.asr import gates, whisper_weights
from recognition.engine.asr.base import Samples, is_silent, word_in
from recognition.engine.asr.encoder_states import EncoderStates, OnStates, states_of
from recognition.engine.config import EngineConfig
from recognition.engine.cores import cores
from recognition.engine.types import Word
from recognition.engine.weights import Progress


class FasterWhisper:
    """A `SpeechEngine`."""

    id = "faster-whisper"

    def __init__(self, folder: Path, *, model: str, threads: int = 0) -> None:
        self.model = model
        self._whisper = _load(folder, threads or cores())
        self.languages: frozenset[str] | None = frozenset(self._whisper.supported_languages)

    @classmethod
    def open(cls, config: EngineConfig, on_download: Progress | None = None) -> Self:
        folder = whisper_weights.ctranslate2_folder(config, on_download)
        return cls(folder, model=Path(config.whisper_model).stem, threads=config.threads)

    def detect_language(self, samples: Samples) -> tuple[str, float]:
        if not self._whisper.model.is_multilingual:
            return "en", 1.0
        language, probability, _ = self._whisper.detect_language(samples)
        return str(language), float(probability)

    def transcribe(
        self, samples: Samples, *, language: str, offset_s: float, on_states: OnStates | None = None
    ) -> list[Word]:
        if is_silent(samples):
            return []
        self._whisper.first_window = None
        segments, _ = self._whisper.transcribe(
            samples,
            language=language,
            word_timestamps=True,
            condition_on_previous_text=False,
            temperature=0.0,  # no sampling: the same words each time
            no_speech_threshold=gates.NO_SPEECH_PROBABILITY,
            log_prob_threshold=gates.LOG_PROBABILITY,
            compression_ratio_threshold=gates.COMPRESSION_RATIO,
        )
        words = gates.kept(_heard(segment, samples, offset_s) for segment in segments)
        if on_states is not None and self._whisper.first_window is not None:
            on_states(self._states(self._whisper.first_window, samples, offset_s))
        return words

    def encode(self, samples: Samples) -> EncoderStates:
        """What its encoder makes of up to 30 s of sound, where no words are wanted; the same as while transcribing."""
        # As in `WhisperModel.transcribe`: the last frame is of what pads the sound, and zeros fill the window.
        features = pad_or_trim(self._whisper.feature_extractor(samples)[:, :-1])
        return self._states(self._whisper.encode(features), samples, 0.0)

    def _states(self, window: Any, samples: Samples, offset_s: float) -> EncoderStates:
        return states_of(np.array(window)[0], len(samples), model=self.model, offset_s=offset_s)


class _AttentiveModel(WhisperModel):  # type: ignore[misc]
    """Keeps what the encoder made of the window that begins with the sound, (1, 1500, dim)."""

    first_window: Any = None

    def encode(self, features: npt.NDArray[np.float32]) -> Any:
        output = super().encode(features)
        if self.first_window is None:
            self.first_window = output
        return output


def _heard(segment: Any, samples: Samples, offset_s: float) -> gates.Heard:
    words = tuple(
        word_in(
            samples,
            offset_s,
            text=word.word,
            start_s=float(word.start),
            end_s=float(word.end),
            probability=float(word.probability),
        )
        for word in segment.words or ()
    )
    return gates.Heard(words, segment.avg_logprob, segment.no_speech_prob, segment.compression_ratio)


@lru_cache(maxsize=1)
def _load(folder: Path, threads: int) -> Any:
    return _AttentiveModel(str(folder), device="cpu", compute_type="int8", cpu_threads=threads)
