"""VGGish's log-mel front end, exactly as published (Hershey et al. 2017, arXiv:1609.09430; AudioSet `vggish_params`)."""

from functools import cache

import numpy as np
import torch
from torch import Tensor

SAMPLE_RATE_HZ = 16_000
WINDOW_SAMPLES = 400  # 25 ms
HOP_SAMPLES = 160  # 10 ms
FFT_SIZE = 512
MEL_BANDS = 64
MEL_MIN_HZ = 125.0
MEL_MAX_HZ = 7_500.0
LOG_OFFSET = 0.01
FRAMES_PER_S = SAMPLE_RATE_HZ / HOP_SAMPLES
PATCH_FRAMES = 96  # 0.96 s

SPEECH_LEVEL_RMS = 0.05  # about -26 dBFS, the usual level of speech (ITU-T P.56 practice)


def log_mel(samples: np.ndarray) -> Tensor:
    """Log-mel spectrogram of mono sound at 16 kHz.

    Args:
        samples: float32, (samples,), in [-1, 1].

    Returns:
        float32, (frames, 64): one frame each 10 ms, without padding; no frame at all for less than 25 ms.
    """
    wave = torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32))
    if wave.shape[0] < WINDOW_SAMPLES:
        return torch.empty(0, MEL_BANDS)
    frames = wave.unfold(0, WINDOW_SAMPLES, HOP_SAMPLES)  # (frames, 400)
    # Each step into memory that is there: making and dropping it costs as much as the transform.
    padded = torch.zeros(frames.shape[0], FFT_SIZE)
    torch.mul(frames, torch.hann_window(WINDOW_SAMPLES, periodic=True), out=padded[:, :WINDOW_SAMPLES])
    power = torch.view_as_real(torch.fft.rfft(padded)).square_()  # (frames, 257, 2); a fraction of the time of `abs`
    magnitude = (power[..., 0] + power[..., 1]).sqrt_()
    return (magnitude @ mel_matrix()).add_(LOG_OFFSET).log_()


@cache
def mel_matrix() -> Tensor:
    """Triangular filters on the HTK mel scale, straight in mel (not in hertz): (257, 64) float32; the DC bin is unused."""
    bins_mel = _hertz_to_mel(np.linspace(0.0, SAMPLE_RATE_HZ / 2, FFT_SIZE // 2 + 1))
    edges = np.linspace(_hertz_to_mel(MEL_MIN_HZ), _hertz_to_mel(MEL_MAX_HZ), MEL_BANDS + 2)
    lower, centre, upper = edges[:-2], edges[1:-1], edges[2:]
    rising = (bins_mel[:, None] - lower) / (centre - lower)
    falling = (upper - bins_mel[:, None]) / (upper - centre)
    weights = np.maximum(0.0, np.minimum(rising, falling))
    weights[0] = 0.0
    return torch.from_numpy(weights.astype(np.float32))


def _hertz_to_mel(hertz: float | np.ndarray) -> np.ndarray:
    return np.asarray(1127.0 * np.log1p(np.asarray(hertz) / 700.0))


def level(samples: np.ndarray) -> np.ndarray:
    """Bring speech to one loudness, so that a distant microphone does not read as a calm speaker.

    Frames 30 dB below the loudest do not count as speech (the idea of ITU-T P.56's active level). Silence is left alone.
    """
    return np.asarray(samples * speech_gain(samples), dtype=np.float32)


def speech_gain(samples: np.ndarray) -> float:
    """The factor by which `level` multiplies; 1 for silence."""
    usable = len(samples) // HOP_SAMPLES * HOP_SAMPLES
    if usable == 0:
        return 1.0
    power = np.square(samples[:usable]).reshape(-1, HOP_SAMPLES).mean(axis=1)
    active = power[power > power.max() * 1e-3]
    if active.size == 0 or power.max() < 1e-10:
        return 1.0
    return float(SPEECH_LEVEL_RMS / np.sqrt(active.mean()))
