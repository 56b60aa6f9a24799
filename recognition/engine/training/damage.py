"""What recordings of every day suffer, done to clean clips, so that doubt can be fitted on it."""

from collections.abc import Callable, Mapping

import numpy as np
from scipy.signal import butter, sosfilt

from recognition.engine.media import SAMPLE_RATE_HZ

NOISE_DB = (0.0, 20.0)
GAIN_DB = (10.0, 30.0)
CUTOFF_HZ = (2000.0, 5000.0)
LENGTH_S = (0.5, 1.2)

Damage = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def with_noise(samples: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Noise between white and brown, at 0 to 20 dB below the speech."""
    spectrum = np.fft.rfft(chance.standard_normal(len(samples)))
    spectrum /= np.maximum(np.arange(len(spectrum)), 1) ** chance.uniform(0.0, 1.0)
    noise = np.fft.irfft(spectrum, len(samples))
    below_db = chance.uniform(*NOISE_DB)
    return samples + noise * (_level(samples) / max(_level(noise), 1e-9)) * 10 ** (-below_db / 20)


def clipped(samples: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Full scale, then 10 to 30 dB more."""
    peak = max(float(np.abs(samples).max()), 1e-9)
    return np.clip(samples / peak * 10 ** (chance.uniform(*GAIN_DB) / 20), -1.0, 1.0)


def narrowed(samples: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Nothing above a cut-off between 2 and 5 kHz, nor below 300 Hz: a telephone, or worse."""
    band = (300.0, chance.uniform(*CUTOFF_HZ))
    filtered: np.ndarray = sosfilt(butter(8, band, "bandpass", fs=SAMPLE_RATE_HZ, output="sos"), samples)
    return filtered


def shortened(samples: np.ndarray, chance: np.random.Generator) -> np.ndarray:
    """Half a second to 1.2 s of it."""
    length = min(len(samples), round(chance.uniform(*LENGTH_S) * SAMPLE_RATE_HZ))
    start = int(chance.integers(0, len(samples) - length + 1))
    return samples[start : start + length]


DAMAGES: Mapping[str, Damage] = {
    "noise": with_noise,
    "clipping": clipped,
    "narrow band": narrowed,
    "short": shortened,
}


def damaged(samples: np.ndarray, kind: str, chance: np.random.Generator) -> np.ndarray:
    """A clip after one of `DAMAGES`: float32, (samples',)."""
    return DAMAGES[kind](samples, chance).astype(np.float32)


def _level(samples: np.ndarray) -> float:
    return float(np.sqrt(np.mean(np.square(samples))))
