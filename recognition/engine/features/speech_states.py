"""Speech encoders as `mfer` hears through them: what an extractor makes of sound, brought to states."""

from collections.abc import Mapping
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor

from recognition.engine.features.log_mel import FRAMES_PER_S
from recognition.engine.features.vggish import STAGES, TIME_STRIDE, VGGish

TRUNK, EMOTION2VEC = "trunk", "emotion2vec"
FEATURES: Mapping[str, str] = {TRUNK: "log-mel", EMOTION2VEC: "emotion2vec"}
"""Each speech encoder, and the extractor that gives it frames."""

PIECE_FRAMES = 1_600  # 16 s


class SpeechEncoder(Protocol):
    """An extractor's frames (frames, dim) to states (states, dim), float32; at least one of at least one frame."""

    dim: int
    states_per_s: float

    def __call__(self, frames: Tensor, /) -> Tensor: ...


class TrunkStates:
    """The convolutions of a voice trunk, mean over frequency: the stand-in for published encoders, learnt in three languages."""

    dim = STAGES[-1][-1]
    states_per_s = FRAMES_PER_S / TIME_STRIDE

    def __init__(self, trunk: VGGish) -> None:
        self.trunk = trunk.eval()

    def __call__(self, frames: Tensor) -> Tensor:
        """Log-mel (frames, 64) -> (frames / 16, 512)."""
        short = max(0, TIME_STRIDE - len(frames))
        pieces = torch.split(F.pad(frames.float(), (0, 0, 0, short)), PIECE_FRAMES)
        with torch.inference_mode():
            return torch.cat([self._maps(piece) for piece in pieces if len(piece) >= TIME_STRIDE])

    def _maps(self, piece: Tensor) -> Tensor:
        image = piece[None, None].contiguous(memory_format=torch.channels_last)
        maps: Tensor = self.trunk.convolutions(image).mean(dim=3)  # (1, 512, frames / 16)
        return maps[0].T.float()


class StatesAsTheyCome:
    """An extractor that is a speech encoder itself."""

    def __init__(self, dim: int, states_per_s: float) -> None:
        self.dim, self.states_per_s = dim, states_per_s

    def __call__(self, frames: Tensor) -> Tensor:
        """(frames, dim) -> the same, float32."""
        return frames.float()
