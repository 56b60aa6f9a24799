"""Whisper by its authors' own package, on PyTorch."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import torch
import whisper
from whisper.tokenizer import LANGUAGES

from recognition.engine.asr import gates, whisper_weights
from recognition.engine.asr.base import Samples, is_silent, word_in
from recognition.engine.asr.encoder_states import EncoderStates, OnStates, states_of
from recognition.engine.config import EngineConfig
from recognition.engine.types import Word
from recognition.engine.weights import Progress


class OpenaiWhisper:
    """A `SpeechEngine`."""

    id = "openai-whisper"

    def __init__(self, checkpoint: Path, *, model: str) -> None:
        self.model = model
        self._whisper = _load(checkpoint)
        self.languages: frozenset[str] | None = frozenset(LANGUAGES if self._whisper.is_multilingual else ("en",))

    @classmethod
    def open(cls, config: EngineConfig, on_download: Progress | None = None) -> Self:
        return cls(whisper_weights.checkpoint(config, on_download), model=Path(config.whisper_model).stem)

    def detect_language(self, samples: Samples) -> tuple[str, float]:
        if not self._whisper.is_multilingual:
            return "en", 1.0
        window = whisper.pad_or_trim(samples)
        mel = whisper.log_mel_spectrogram(window, n_mels=self._whisper.dims.n_mels).to(self._whisper.device)
        _, probabilities = self._whisper.detect_language(mel)
        language = max(probabilities, key=probabilities.__getitem__)
        return str(language), float(probabilities[language])

    def transcribe(
        self, samples: Samples, *, language: str, offset_s: float, on_states: OnStates | None = None
    ) -> list[Word]:
        if is_silent(samples):
            return []
        with _first_window(self._whisper) as windows:
            result = self._whisper.transcribe(
                samples,
                language=language,
                word_timestamps=True,
                condition_on_previous_text=False,
                beam_size=5,
                temperature=0.0,  # no sampling: the same words each time
                no_speech_threshold=gates.NO_SPEECH_PROBABILITY,
                logprob_threshold=gates.LOG_PROBABILITY,
                compression_ratio_threshold=gates.COMPRESSION_RATIO,
                fp16=self._whisper.device.type == "cuda",
                verbose=None,
            )
        if on_states is not None and windows:
            on_states(self._states(windows[0], samples, offset_s))
        return gates.kept(_heard(segment, samples, offset_s) for segment in result["segments"])

    def encode(self, samples: Samples) -> EncoderStates:
        """What its encoder makes of up to 30 s of sound, where no words are wanted; the same as while transcribing."""
        mel = whisper.log_mel_spectrogram(samples, n_mels=self._whisper.dims.n_mels, padding=whisper.audio.N_SAMPLES)
        # `transcribe` fills the window after the spectrogram, and with zeros, which are not what silence looks like.
        mel = whisper.pad_or_trim(mel[:, : -whisper.audio.N_FRAMES], whisper.audio.N_FRAMES).to(self._whisper.device)
        with torch.inference_mode():
            return self._states(self._whisper.embed_audio(mel[None]), samples, 0.0)

    def _states(self, window: torch.Tensor, samples: Samples, offset_s: float) -> EncoderStates:
        return states_of(window[0].float().cpu().numpy(), len(samples), model=self.model, offset_s=offset_s)


@contextmanager
def _first_window(model: Any) -> Iterator[list[torch.Tensor]]:
    """The encoder's output for the window that begins with the sound, (1, 1500, dim); later passes hear parts of it again."""
    windows: list[torch.Tensor] = []

    def keep(_module: object, _inputs: object, output: torch.Tensor) -> None:
        if not windows:
            windows.append(output)

    hook = model.encoder.register_forward_hook(keep)
    try:
        yield windows
    finally:
        hook.remove()


def _heard(segment: Mapping[str, Any], samples: Samples, offset_s: float) -> gates.Heard:
    words = tuple(
        word_in(
            samples,
            offset_s,
            text=word["word"],
            start_s=float(word["start"]),
            end_s=float(word["end"]),
            probability=float(word["probability"]),
        )
        for word in segment.get("words", ())
    )
    return gates.Heard(words, segment["avg_logprob"], segment["no_speech_prob"], segment["compression_ratio"])


@lru_cache(maxsize=1)
def _load(checkpoint: Path) -> Any:
    model = whisper.load_model(str(checkpoint))
    if checkpoint.stem in whisper._ALIGNMENT_HEADS:  # load_model sets them only for what it downloads itself
        model.set_alignment_heads(whisper._ALIGNMENT_HEADS[checkpoint.stem])
    return model
