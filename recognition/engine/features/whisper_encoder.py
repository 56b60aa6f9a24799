"""Whisper's encoder as ears (Radford et al. 2022, arXiv:2212.04356): what it heard beside the words, for the voice branch."""

from functools import cached_property
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from recognition.engine.asr.encoder_states import WINDOW_SAMPLES, EncoderStates
from recognition.engine.asr.openai_whisper import OpenaiWhisper
from recognition.engine.config import EngineConfig
from recognition.engine.errors import ModelUnavailableError
from recognition.engine.features.vggish import EMBEDDING_DIM


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


class StatesTrunk(nn.Module):
    """Encoder states to an embedding like `VGGish`'s: a layer on each state, then mean and deviation over time."""

    def __init__(self, dim: int, hidden: int = 256, dropout: float = 0.3) -> None:
        super().__init__()
        self.states = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, hidden), nn.ReLU())
        self.dropout = nn.Dropout(dropout)
        self.embedding = nn.Linear(2 * hidden, EMBEDDING_DIM)

    def forward(self, frames: Tensor) -> Tensor:
        """(batch, frames, dim) -> (batch, 128)."""
        hidden = self.states(frames)
        spread = hidden.var(dim=1, correction=0).clamp_min(1e-6).sqrt()
        pooled = torch.cat([hidden.mean(dim=1), spread], dim=1)
        return torch.relu(self.embedding(self.dropout(pooled)))
