"""What reading several people's short clips together would save: the emotion stages clip by clip, as the product does, and at once.

Run: .venv/bin/python -m benchmarks.clips_together [--clips 16] [--seconds 3] [--runs 5]

The clips are stretches of the samples, with the words that PocketSphinx finds there. Told is processor time on one thread for each
clip, medians of runs in turns: all of an analysis with words given; its emotion stages; the same with all texts in one call; and
with all voices' windows in one call as well.
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import torch

from benchmarks.shared_memory import MODEL, ROOT
from recognition.engine.asr.base import open_engine
from recognition.engine.bench.given_words import GivenWords
from recognition.engine.bench.recordings import Clip, Recording, joined, read_clip
from recognition.engine.config import EngineConfig
from recognition.engine.features.base import frames_of
from recognition.engine.features.quality import measure
from recognition.engine.fusion.base import Hearing
from recognition.engine.media import SAMPLE_RATE_HZ
from recognition.engine.pipeline import Pipeline, Request
from recognition.engine.request import Quiet
from recognition.engine.types import Span


def recordings(count: int, seconds: float, config: EngineConfig, folder: Path) -> list[tuple[Clip, Recording]]:
    """So many clips, each from another place of the samples."""
    engine = open_engine("pocketsphinx", config)
    whole = [read_clip(path, engine) for path in sorted((ROOT / "frontend" / "public" / "samples").glob("*.mp3"))]
    made = []
    for number in range(count):
        clip = whole[number % len(whole)]
        first_s = number // len(whole) * 0.5
        begin = round(first_s * SAMPLE_RATE_HZ)
        samples = clip.samples[begin : begin + round(seconds * SAMPLE_RATE_HZ)]
        words = tuple(word for word in clip.words if first_s <= word.start_s and word.end_s <= first_s + seconds)
        made.append((Clip(samples, words), joined([Clip(samples, words)], seconds, folder / f"{number}.wav")))
    return made


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    torch.set_num_threads(1)
    config = EngineConfig(models_dir=ROOT / "var" / "models", asr="pocketsphinx", allow_downloads=False, threads=1)
    with TemporaryDirectory() as folder:
        clips = recordings(options.clips, options.seconds, config, Path(folder))
        pipeline = Pipeline(config)
        model = pipeline.loaded.model(MODEL)
        hearings = [heard(clip) for clip, _recording in clips]

        def analyses() -> None:
            for _clip, recording in clips:
                given = {GivenWords.id: GivenWords(recording.sentences)}
                one = Pipeline(config, engines=given)
                one._models = pipeline._models
                one.run(Request(recording.path, recording.path.name, asr=GivenWords.id), Quiet())

        def one_by_one() -> None:
            for hearing in hearings:
                model.read(hearing)

        def texts_at_once() -> None:
            for _reading in model.read_all(hearings):  # type: ignore[attr-defined]
                pass

        with torch.inference_mode():
            frames = [frames_of(model.extract, hearing.samples, None) for hearing in hearings]  # type: ignore[attr-defined]
            windows = [model.windows(each.float()) for each in frames]  # type: ignore[attr-defined]
            together = torch.cat(windows)
        hear = model.voice_branch  # type: ignore[attr-defined]

        def windows_apart() -> None:
            with torch.inference_mode():
                for each in windows:
                    hear(each)

        def windows_at_once() -> None:
            with torch.inference_mode():
                hear(together)

        jobs: dict[str, Callable[[], None]] = {
            "an analysis, words given": analyses,
            "its emotion stages": one_by_one,
            "the same, texts at once": texts_at_once,
            "of that, the voice": windows_apart,
            "the same, windows of all clips at once": windows_at_once,
        }
        taken: dict[str, list[float]] = {name: [] for name in jobs}
        for number in range(options.runs + 1):
            for name, job in jobs.items():
                began = time.process_time()
                job()
                if number:  # the first call prepares what the others use
                    taken[name].append(time.process_time() - began)
    print(f"{options.clips} clips of {options.seconds:g} s, one thread\n\n| what | processor ms a clip |\n|---|--:|")
    for name, seconds in taken.items():
        print(f"| {name} | {median(seconds) / options.clips * 1000:.1f} |")


def heard(clip: Clip) -> Hearing:
    """A clip as one segment."""
    span = Span(0.0, len(clip.samples) / SAMPLE_RATE_HZ)
    text = " ".join(word.text for word in clip.words)
    return Hearing(
        clip.samples, text, 0.9, "en", measure(clip.samples, speech=[span], span=span), span.duration_s, None
    )


if __name__ == "__main__":
    main()
