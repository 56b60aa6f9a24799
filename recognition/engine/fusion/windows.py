"""Cutting a segment's log-mel frames into the windows that the voice branch hears."""

import torch
from torch import Tensor

from recognition.engine.features.log_mel import FRAMES_PER_S, MEL_BANDS

WINDOW_S = 3.0
HOP_S = 1.5
MIN_FRAMES = 96  # one VGGish patch; anything shorter is repeated to fill it


def windows(frames: Tensor) -> Tensor:
    """3-s windows every 1.5 s; what is shorter stays one window of its own length.

    Args:
        frames: (frames, 64), at least one frame.

    Returns:
        (windows, length, 64); the last window ends where the segment ends.
    """
    size, hop = round(WINDOW_S * FRAMES_PER_S), round(HOP_S * FRAMES_PER_S)
    length = frames.shape[0]
    if length < MIN_FRAMES:
        frames = frames.repeat(-(-MIN_FRAMES // length), 1)[:MIN_FRAMES]
    if length <= size:
        return frames.unsqueeze(0)
    starts = [*range(0, length - size, hop), length - size]
    return torch.stack([frames[start : start + size] for start in starts]).view(-1, size, MEL_BANDS)
