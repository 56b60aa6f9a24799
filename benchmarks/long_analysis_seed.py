"""A two-hour recording of 2,000 segments, put into a data folder as if it had been analysed: for looking and for measuring.

Run: UNDERTONE_DATA_DIR=… .venv/bin/python -m benchmarks.long_analysis_seed [--segments 2000] [--hours 2]

The sound is a murmur that rises and falls with the segments, the words are common ones, the scores wander: none of it
was heard by a model. It prints the id of the analysis. The site of that folder may be running.
"""

import argparse
import io
import os
import wave
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

import django
import numpy as np
from django.core.files.base import ContentFile

from recognition.engine.fusion.cards import checkpoint_folder, model_info, read_card
from recognition.engine.fusion.uncertainty import summarise_segments
from recognition.engine.labels import DEFAULT_LABELS
from recognition.engine.types import Provenance, Quality, Scores, Segment, SpeechEngineInfo, Word

MODEL = "voice-words"
TITLE = "Two hours, made up"
RATE_HZ = 8000
PEAKS = 2000
PAUSE_S = 0.6
DRIFT = 0.35  # how far a segment's scores move from those before it
UNSURE_BELOW = 0.4
RANDOM = np.random.default_rng(4)
SENTENCE = (
    "the winter came early and nobody had told us what to do about it so we waited by the window and then she said that "
    "it would be all right in the end although I never quite believed her because he had been away for such a long time"
)
VOCABULARY = SENTENCE.split()


def main() -> None:
    """Seed, and say where."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--segments", type=int, default=2000)
    parser.add_argument("--hours", type=float, default=2.0)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emotion_site.settings")
    django.setup()
    print(seed(count=options.segments, duration_s=options.hours * 3600))


def seed(*, count: int, duration_s: float) -> str:
    """Store recording, analysis and segments; the analysis' id."""
    from recognition.full_text import title_words
    from recognition.models import Analysis, AnalysisStatus, Recording  # needs Django to be set up
    from recognition.services.segment_rows import segment_rows_write

    segments = list(made_up(count, duration_s))
    sound = murmur(segments, duration_s)
    recording = Recording.objects.create(
        title=TITLE,
        title_words=title_words(TITLE),
        name="made-up.wav",
        file=ContentFile(_wav(sound), name="made-up.wav"),
        media_type="audio/wav",
        duration_s=duration_s,
        size_bytes=sound.size,
        sha256="0" * 64,
        peaks=_peaks(sound),
    )
    card = read_card(checkpoint_folder(MODEL))
    overall = summarise_segments(segments, card["calibration"]["conformal"])
    now = datetime.now(UTC)
    analysis = Analysis.objects.create(
        recording=recording,
        model=MODEL,
        status=AnalysisStatus.DONE,
        progress=1.0,
        speech_engine=asdict(SpeechEngineInfo("made-up", "none", "en", 1.0)),
        model_info=asdict(model_info(card)),
        overall=overall.to_json(),
        top=overall.top or "",
        timings_s={"total": 0.0},
        provenance=asdict(Provenance(now.isoformat(timespec="seconds"), {"made_up": True})),
        started_at=now,
        finished_at=now,
    )
    segment_rows_write(analysis, segments)
    return str(analysis.id)


def made_up(count: int, duration_s: float) -> Iterator[Segment]:
    """Segments one after another, each with words, wandering scores and now and then a doubt."""
    length_s = duration_s / count
    mood = RANDOM.normal(size=(2, len(DEFAULT_LABELS)))
    for index in range(count):
        mood = 0.9 * mood + DRIFT * RANDOM.normal(size=mood.shape)
        yield _segment(index, index * length_s + PAUSE_S / 2, (index + 1) * length_s - PAUSE_S / 2, mood)


def _segment(index: int, start_s: float, end_s: float, mood: np.ndarray) -> Segment:
    voice, words = _shares(2 * mood[0]), _shares(1.6 * mood[0] + 0.6 * mood[1])
    fused = {label: (voice[label] + words[label]) / 2 for label in DEFAULT_LABELS}
    ranked = sorted(fused, key=fused.__getitem__, reverse=True)
    disagree = max(voice, key=voice.__getitem__) != max(words, key=words.__getitem__)
    unsure = fused[ranked[0]] < UNSURE_BELOW
    spoken = _words(start_s, end_s)
    return Segment(
        index=index,
        start_s=round(start_s, 3),
        end_s=round(end_s, 3),
        text=" ".join(word.text for word in spoken),
        words=spoken,
        scores=Scores(voice=voice, words=words, fused=fused),
        weights={"voice": 0.5, "words": 0.5},
        top=ranked[0],
        set=tuple(ranked[:2]) if unsure else (ranked[0],),
        reasons=(*(("disagreement",) if disagree else ()), *(("close_call",) if unsure else ())),
        quality=Quality(round(float(RANDOM.normal(18, 4)), 1), 0.0, 0.9, 3900.0),
    )


def _shares(logits: np.ndarray) -> dict[str, float]:
    powers = np.exp(logits - logits.max())
    return dict(zip(DEFAULT_LABELS, (powers / powers.sum()).round(4).tolist(), strict=True))


def _words(start_s: float, end_s: float) -> tuple[Word, ...]:
    texts = RANDOM.choice(VOCABULARY, size=int(RANDOM.integers(5, 14)))
    edges = np.linspace(start_s, end_s, len(texts) + 1).round(3).tolist()
    sure = RANDOM.beta(6, 1.2, size=len(texts)).round(2).tolist()
    return tuple(Word(edges[at], edges[at + 1], str(text), sure[at]) for at, text in enumerate(texts))


def murmur(segments: Sequence[Segment], duration_s: float) -> np.ndarray:
    """Noise, loud where somebody speaks: 8-bit samples."""
    loudness = np.full(int(duration_s * RATE_HZ), 1.0, dtype=np.float32)
    for segment in segments:
        loudness[int(segment.start_s * RATE_HZ) : int(segment.end_s * RATE_HZ)] = 5 + 15 * RANDOM.random()
    noise = RANDOM.standard_normal(loudness.size, dtype=np.float32)
    return np.clip(128 + loudness * noise, 0, 255).astype(np.uint8)


def _wav(sound: np.ndarray) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(1)
        writer.setframerate(RATE_HZ)
        writer.writeframes(sound.tobytes())
    return file.getvalue()


def _peaks(sound: np.ndarray) -> list[float]:
    loudest = np.abs(sound.astype(np.int16) - 128)[: sound.size // PEAKS * PEAKS].reshape(PEAKS, -1).max(axis=1)
    shares: list[float] = (loudest / loudest.max()).round(4).tolist()
    return shares


if __name__ == "__main__":
    main()
