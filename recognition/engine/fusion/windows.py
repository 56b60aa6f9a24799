"""Cutting a segment's frames into the windows that the voice branch hears."""

import torch
from torch import Tensor

from recognition.engine.features.log_mel import FRAMES_PER_S

WINDOW_S = 3.0
HOP_S = 1.5
MIN_S = 0.96  # one VGGish patch; anything shorter is repeated to fill it


def windows(frames: Tensor, frames_per_s: float = FRAMES_PER_S) -> Tensor:
    """3-s windows every 1.5 s; what is shorter stays one window of its own length.

    Args:
        frames: (frames, dim), at least one frame.
        frames_per_s: of the extractor that made them; log-mel's when not given.

    Returns:
        (windows, length, dim); the last window ends where the segment ends.
    """
    size, hop, least = (round(seconds * frames_per_s) for seconds in (WINDOW_S, HOP_S, MIN_S))
    length = frames.shape[0]
    if length < least:
        frames = frames.repeat(-(-least // length), 1)[:least]
    if length <= size:
        return frames.unsqueeze(0)
    starts = [*range(0, length - size, hop), length - size]
    return torch.stack([frames[start : start + size] for start in starts])
