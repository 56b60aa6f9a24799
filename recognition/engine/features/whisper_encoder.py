"""Whisper's encoder as ears (Radford et al. 2022, arXiv:2212.04356): what it heard beside the words, for the voice branch."""

from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from recognition.engine.asr.encoder_states import WINDOW_SAMPLES, EncoderStates
from recognition.engine.asr.openai_whisper import OpenaiWhisper
from recognition.engine.config import EngineConfig
from recognition.engine.errors import ModelUnavailableError


class WhisperEncoder:
    """An `EncoderExtractor`: frames are encoder states, 50 a second, as many dimensions as that Whisper has.

    In an analysis they come from the speech engine, which has computed them anyway. Only training and evaluation, which
    decode no words, run the encoder themselves.
    """

    def __init__(self, whisper: str = "base", models_dir: Path | None = None) -> None:
        self.model = Path(whisper).stem
        self.whisper, self.models_dir = whisper, models_dir

    def __call__(self, samples: np.ndarray) -> Tensor:
        """Sound as recorded, float32 (samples,) at 16 kHz -> (frames, dim).

        Raises:
            ModelUnavailableError: when its Whisper is not here.
        """
        pieces = [samples[start : start + WINDOW_SAMPLES] for start in range(0, len(samples), WINDOW_SAMPLES)]
        return torch.cat([self.of_states(self._engine.encode(piece)) for piece in pieces or [samples]])

    def of_states(self, states: EncoderStates) -> Tensor:
        """The same from states that are there already."""
        return torch.from_numpy(states.states)

    @cached_property
    def _engine(self) -> OpenaiWhisper:
        given = Path(self.whisper)
        if self.models_dir is None and not given.is_file():
            raise ModelUnavailableError(
                f"This model hears through Whisper {self.model}: choose a Whisper engine with that model.",
                code="model_unavailable",
            )
        return OpenaiWhisper.open(
            EngineConfig(models_dir=self.models_dir or given.parent, whisper_model=self.whisper, allow_downloads=False)
        )
