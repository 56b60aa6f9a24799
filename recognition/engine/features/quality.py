"""Signal quality of a stretch of speech: what makes a reading doubtful before any model has looked at it."""

from collections.abc import Sequence

import numpy as np

from recognition.engine.types import Quality, Span

SAMPLE_RATE_HZ = 16_000
FRAME_SAMPLES = 320  # 20 ms
CLIP_LEVEL = 0.985
MIN_FRAMES = 5
MAX_SNR_DB = 60.0

SPECTRUM_SAMPLES = 512  # 32 ms
SPECTRUM_HOP_SAMPLES = 256
BAND_BINS = 8
BAND_HZ = BAND_BINS * SAMPLE_RATE_HZ / SPECTRUM_SAMPLES  # 250
MIN_SPECTRA = 30  # about half a second
BAND_RISE_DB = 8.0  # steady noise rarely differs by more between its strong moments and its weak ones
BAND_FLOOR_DB = -50.0  # of the strongest: weak sibilants lie above, what codecs leave mostly below


def measure(samples: np.ndarray, *, speech: Sequence[Span], span: Span) -> Quality:
    """Quality of `samples`, the sound of `span`.

    Args:
        samples: float32, (samples,), 16 kHz, as recorded (before any levelling).
        speech: speech spans of the whole recording, in its time.
        span: the stretch that `samples` covers.

    The signal-to-noise ratio is that of the loud frames (90th percentile) to the quiet ones (10th): an estimate from
    one channel, as in NIST's STNR, that reads too high when there is no pause to hear the noise in.
    """
    covered = sum(max(0.0, min(part.end_s, span.end_s) - max(part.start_s, span.start_s)) for part in speech)
    return Quality(
        snr_db=_snr_db(samples),
        clipping=_clipping(samples),
        speech_ratio=round(min(1.0, covered / span.duration_s), 3) if span.duration_s > 0 else 0.0,
        bandwidth_hz=_bandwidth_hz(samples),
    )


def _snr_db(samples: np.ndarray) -> float | None:
    frames = len(samples) // FRAME_SAMPLES
    if frames < MIN_FRAMES:
        return None
    power = np.square(samples[: frames * FRAME_SAMPLES]).reshape(frames, FRAME_SAMPLES).mean(axis=1)
    quiet, loud = np.percentile(power, (10, 90))
    if loud <= 0.0:
        return None
    noise = max(quiet, loud * 10 ** (-MAX_SNR_DB / 10))
    return round(float(10 * np.log10(max(loud - noise, noise * 0.1) / noise)), 1)


def _clipping(samples: np.ndarray) -> float:
    if len(samples) == 0:
        return 0.0
    return round(float(np.mean(np.abs(samples) >= CLIP_LEVEL)), 5)


def _bandwidth_hz(samples: np.ndarray) -> float | None:
    """Upper edge of the highest band, of 250 Hz, in which speech comes and goes; None where none does.

    A band counts when its strong moments (95th percentile: a sibilant is short) rise above its weak ones (10th), which
    steady noise does not, and are not negligible beside the strongest band's. Noise hides a weak band: the figure is then
    how far up speech can be heard, not how far up was recorded.
    """
    bands = _band_power(samples)
    if len(bands) < MIN_SPECTRA:
        return None
    weak, strong = np.percentile(bands, (10, 95), axis=0)
    peak = strong[1:].max()  # the lowest band holds hum and rumble
    heard = (strong > peak * 10 ** (BAND_FLOOR_DB / 10)) & (strong > weak * 10 ** (BAND_RISE_DB / 10))
    return float((np.flatnonzero(heard)[-1] + 1) * BAND_HZ) if heard.any() else None


def _band_power(samples: np.ndarray) -> np.ndarray:
    """Short-time power by band, (frames, 32)."""
    if len(samples) < SPECTRUM_SAMPLES:
        return np.empty((0, SPECTRUM_SAMPLES // 2 // BAND_BINS))
    frames = np.lib.stride_tricks.sliding_window_view(samples, SPECTRUM_SAMPLES)[::SPECTRUM_HOP_SAMPLES]
    spectra = np.fft.rfft(frames * np.hanning(SPECTRUM_SAMPLES).astype(np.float32), axis=1)[:, :-1]
    power: np.ndarray = np.square(np.abs(spectra)).reshape(len(frames), -1, BAND_BINS).mean(axis=2)
    return power
