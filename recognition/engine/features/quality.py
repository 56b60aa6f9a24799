"""Signal quality of a stretch of speech: what makes a reading doubtful before any model has looked at it."""

from collections.abc import Sequence

import numpy as np

from recognition.engine.types import Quality, Span

SAMPLE_RATE_HZ = 16_000
FRAME_SAMPLES = 320  # 20 ms
CLIP_LEVEL = 0.985
MIN_FRAMES = 5
MAX_SNR_DB = 60.0


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
