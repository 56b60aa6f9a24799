"""Makes the sample clips of the front page: three moods, spoken by flite. Run: python -m scripts.make_samples"""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from recognition.engine.media import SAMPLE_RATE_HZ, decode, write_rendition
from recognition.engine.testing import silence, write_wav

FOLDER = Path(__file__).parent.parent / "frontend/public/samples"

PAUSE_S = 0.6


@dataclass(frozen=True, slots=True)
class Sample:
    """What is said and how: `pitch_hz` is the mean, `liveliness_hz` how far it swings, `stretch` over 1 is slower."""

    mood: str
    title: str
    sentences: tuple[str, ...]
    voice: str
    pitch_hz: int
    liveliness_hz: int
    stretch: float
    level: float


SAMPLES = (
    Sample(
        mood="happy",
        title="Good news from home",
        sentences=(
            "I am so happy today.",
            "We won the game and all my friends were there.",
            "It was a wonderful day and I love this city.",
        ),
        voice="slt",
        pitch_hz=215,
        liveliness_hz=45,
        stretch=0.95,
        level=0.8,
    ),
    Sample(
        mood="sad",
        title="A quiet goodbye",
        sentences=(
            "I miss my old friend.",
            "The house is empty and the days are long.",
            "I feel so sad and alone without her.",
        ),
        voice="rms",
        pitch_hz=82,
        liveliness_hz=7,
        stretch=1.3,
        level=0.35,
    ),
    Sample(
        mood="angry",
        title="A complaint at the counter",
        sentences=(
            "This is a terrible way to treat people.",
            "I am very angry and I want my money back.",
            "Stop lying to me right now.",
        ),
        voice="rms",
        pitch_hz=135,
        liveliness_hz=40,
        stretch=0.95,
        level=0.95,
    ),
)


def main() -> None:
    """Write the clips and the list that the page reads."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    entries = [make(sample, FOLDER / f"{sample.mood}.mp3") for sample in SAMPLES]
    (FOLDER / "samples.json").write_text(json.dumps(entries, indent=2) + "\n")


def make(sample: Sample, target: Path) -> dict[str, str | float]:
    """Speak, join and compress one sample; its entry in the list."""
    with TemporaryDirectory() as folder:
        spoken = [speak(sample, sentence, Path(folder) / "sentence.wav") for sentence in sample.sentences]
        pieces = [piece for sentence in spoken for piece in (sentence, silence(PAUSE_S))]
        joined = np.concatenate([silence(PAUSE_S / 2), *pieces])
        joined *= sample.level / np.abs(joined).max()
        write_rendition(write_wav(Path(folder) / "joined.wav", joined), target)
    duration_s = round(joined.size / SAMPLE_RATE_HZ, 1)
    return {"file": target.name, "title": sample.title, "mood": sample.mood, "duration_s": duration_s}


def speak(sample: Sample, sentence: str, path: Path) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """One sentence as 16 kHz samples."""
    settings = {
        "int_f0_target_mean": sample.pitch_hz,
        "int_f0_target_stddev": sample.liveliness_hz,
        "duration_stretch": sample.stretch,
    }
    options = [word for name, value in settings.items() for word in ("--setf", f"{name}={value}")]
    subprocess.run(["flite", "-voice", sample.voice, *options, "-t", sentence, "-o", str(path)], check=True)
    with decode(path) as pcm:
        return pcm.read()


if __name__ == "__main__":
    main()
