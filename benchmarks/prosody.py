"""Functionals of pitch, loudness, rate and spectral tilt over a clip, for trials: what log-mel might not show."""

from itertools import pairwise

import numpy as np

from recognition.engine import media
from recognition.engine.datasets.base import Utterance
from recognition.engine.media import SAMPLE_RATE_HZ
from recognition.engine.segmentation.speech import find_speech

FRAME, HOP, FFT = 640, 160, 2048  # 40 ms, 10 ms
PITCH_HZ = (60, 500)
VOICED = 0.5  # height of the autocorrelation's peak
LOUD_DB = 30.0  # below the loudest frame
BANDS_HZ = (60, 250, 650, 1000, 2000, 4000, 8000)


def prosody(utterance: Utterance) -> np.ndarray:
    """Functionals of an utterance's speech: (24,)."""
    if utterance.path is None:
        raise ValueError(f"utterance {utterance.id} has no sound")
    with media.decode(utterance.path, start_s=utterance.start_s or 0.0, end_s=utterance.end_s) as pcm:
        spans = find_speech(pcm)
        samples = pcm.read().astype(np.float64)
    if spans:
        samples = samples[round(spans[0].start_s * SAMPLE_RATE_HZ) : round(spans[-1].end_s * SAMPLE_RATE_HZ)]
    samples = np.pad(samples, (0, max(0, FRAME + HOP - len(samples))))
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[::HOP]
    frames = frames - frames.mean(axis=1, keepdims=True)
    level = 10 * np.log10(np.mean(frames**2, axis=1) + 1e-10)
    loud = level > level.max() - LOUD_DB
    octave, strength = _pitch(frames)
    voiced = (strength > VOICED) & loud
    if voiced.sum() < 4:
        voiced = loud
    power = np.abs(np.fft.rfft(frames * np.hanning(FRAME), FFT)) ** 2 + 1e-12
    tone = octave[voiced]
    tone = np.where(np.abs(tone - np.median(tone)) > 1.0, np.median(tone), tone)  # an octave off is a mistake
    return np.concatenate(
        [
            [tone.mean(), tone.std(), *np.quantile(tone, (0.05, 0.5, 0.95))],
            [np.abs(np.diff(tone)).mean(), tone[len(tone) // 2 :].mean() - tone[: len(tone) // 2 + 1].mean()],
            [level[loud].std(), *(np.quantile(level[loud], (0.1, 0.5, 0.9)) - level.max())],
            [np.abs(np.diff(level[loud])).mean(), voiced.mean(), loud.mean(), strength[voiced].mean()],
            [strength[voiced].std(), _peaks_per_s(level), np.log(len(samples) / SAMPLE_RATE_HZ)],
            _tilt(power[voiced]),
        ]
    )


def _pitch(frames: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Octaves (log2 of Hz) and strength by autocorrelation over that of the window (Boersma 1993): both (frames,)."""
    window = np.hanning(FRAME)
    heard, own = (
        np.fft.irfft(np.abs(np.fft.rfft(sound, FFT)) ** 2)[..., :FRAME] for sound in (frames * window, window)
    )
    alike = heard / (heard[:, :1] + 1e-9) / (own / own[0])
    low, high = SAMPLE_RATE_HZ // PITCH_HZ[1], SAMPLE_RATE_HZ // PITCH_HZ[0]
    lags = np.arange(low, high)
    best = (alike[:, low:high] * (1 - 0.03 * np.log2(lags / low))).argmax(axis=1)  # of two octaves, the higher
    return np.log2(SAMPLE_RATE_HZ / lags[best]), alike[np.arange(len(alike)), lags[best]]


def _peaks_per_s(level: np.ndarray) -> float:
    """About syllables: peaks of the smoothed level within 20 dB of the loudest."""
    smooth = np.convolve(level, np.hanning(9) / np.hanning(9).sum(), "same")
    inner = smooth[1:-1]
    peaks = (inner > smooth[:-2]) & (inner >= smooth[2:]) & (inner > smooth.max() - 20)
    return float(peaks.sum()) * SAMPLE_RATE_HZ / HOP / len(level)


def _tilt(power: np.ndarray) -> np.ndarray:
    """Bands' share of the mean spectrum, dB: (6,)."""
    hertz, mean = np.fft.rfftfreq(FFT, 1 / SAMPLE_RATE_HZ), power.mean(axis=0)
    bands = np.array([mean[(hertz >= low) & (hertz < high)].sum() for low, high in pairwise(BANDS_HZ)])
    return np.asarray(10 * np.log10(bands / bands.sum()))
