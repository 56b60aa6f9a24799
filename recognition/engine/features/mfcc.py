"""Mel-frequency cepstral coefficients (Davis & Mermelstein 1980, doi:10.1109/TASSP.1980.1163420) of VGGish's log-mel frames."""

from functools import cache

import numpy as np
import torch
from torch import Tensor

from recognition.engine.features.log_mel import MEL_BANDS

COEFFICIENTS = 20


def mfcc(frames: Tensor) -> Tensor:
    """Log-mel frames (…, 64) -> (…, 20) cepstral coefficients, the first of them loudness."""
    return frames.float() @ cosines()


@cache
def cosines() -> Tensor:
    """The orthonormal cosine transform (DCT-II) down to its first coefficients: (64, 20) float32."""
    band = np.arange(MEL_BANDS) + 0.5
    waves = np.cos(np.pi / MEL_BANDS * np.outer(band, np.arange(COEFFICIENTS))) * np.sqrt(2.0 / MEL_BANDS)
    waves[:, 0] /= np.sqrt(2.0)
    return torch.from_numpy(waves.astype(np.float32))
