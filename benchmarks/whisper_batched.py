"""What batching a recording's chunks would save: faster-whisper chunk by chunk, as the product does, and several at once.

Run: .venv/bin/python -m benchmarks.whisper_batched WEIGHTS [--seconds 120] [--batch 2,4] [--models-dir DIR]

WEIGHTS is OpenAI's checkpoint: the tiny Whisper of the tests, or random weights of `benchmarks.random_whisper`. The sample clips
are joined, speech is found and chunked as in an analysis, and both get the same chunks, beams and temperature; in turns, after a
first chunk that is not counted. Told are seconds, seconds of processor, words, and the words and times that both have alike.
"""

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from faster_whisper import BatchedInferencePipeline

from benchmarks.shared_memory import ROOT
from recognition.engine import media, segmentation
from recognition.engine.asr import gates
from recognition.engine.asr.base import Samples
from recognition.engine.asr.faster_whisper import FasterWhisper
from recognition.engine.bench.recordings import Clip, joined
from recognition.engine.config import EngineConfig
from recognition.engine.media import SAMPLE_RATE_HZ
from recognition.engine.types import Word

LANGUAGE = "en"
Heard = list[tuple[str, float, float]]


def one_by_one(engine: FasterWhisper, samples: Samples, chunks: list[tuple[float, float]]) -> Heard:
    """As `recognition.engine.run` asks for it."""
    words: list[Word] = []
    for start_s, end_s in chunks:
        part = samples[round(start_s * SAMPLE_RATE_HZ) : round(end_s * SAMPLE_RATE_HZ)]
        words += engine.transcribe(part, language=LANGUAGE, offset_s=start_s)
    return [(word.text, word.start_s, word.end_s) for word in words]


def at_once(engine: FasterWhisper, samples: Samples, chunks: list[tuple[float, float]], batch: int) -> Heard:
    """The same by faster-whisper's batched pipeline."""
    segments, _ = BatchedInferencePipeline(engine._whisper).transcribe(
        samples,
        language=LANGUAGE,
        batch_size=batch,
        vad_filter=False,
        clip_timestamps=[{"start": start_s, "end": end_s} for start_s, end_s in chunks],
        word_timestamps=True,
        without_timestamps=False,
        beam_size=5,
        temperature=0.0,
        condition_on_previous_text=False,
        no_speech_threshold=gates.NO_SPEECH_PROBABILITY,
        log_prob_threshold=gates.LOG_PROBABILITY,
        compression_ratio_threshold=gates.COMPRESSION_RATIO,
    )
    return [
        (word.word.strip(), round(word.start, 3), round(word.end, 3))
        for segment in segments
        for word in segment.words or ()
    ]


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("weights", type=Path)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--batch", default="2,4", metavar="N,…")
    parser.add_argument("--models-dir", type=Path, default=ROOT / "var" / "models")
    options = parser.parse_args()
    config = EngineConfig(models_dir=options.models_dir, whisper_model=str(options.weights), allow_downloads=False)
    engine = FasterWhisper.open(config)
    clips = []
    for path in sorted((ROOT / "frontend" / "public" / "samples").glob("*.mp3")):
        with media.decode(path) as pcm:
            clips.append(Clip(pcm.read(), ()))
    with TemporaryDirectory() as folder:
        recording = joined(clips, options.seconds, Path(folder) / "joined.wav")
        with media.decode(recording.path) as pcm:
            samples = pcm.read()
            chunks = [
                (chunk[0].start_s, chunk[-1].end_s) for chunk in segmentation.chunks(segmentation.find_speech(pcm))
            ]
    one_by_one(engine, samples, chunks[:1])
    print(f"{options.seconds:g} s in {len(chunks)} chunks\n")
    print("| chunks at once | s | processor s | words | the same word | and within .1 s |\n|--:|--:|--:|--:|--:|--:|")
    alone: Heard = []
    for batch in [1, *map(int, options.batch.split(","))]:
        began, cpu = time.perf_counter(), time.process_time()
        heard = one_by_one(engine, samples, chunks) if batch == 1 else at_once(engine, samples, chunks, batch)
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        alone = alone or heard
        pairs = [(one, other) for one, other in zip(alone, heard, strict=False) if one[0] == other[0]]
        near = sum(abs(one[1] - other[1]) <= 0.1 and abs(one[2] - other[2]) <= 0.1 for one, other in pairs)
        print(f"| {batch} | {took:.2f} | {cpu:.2f} | {len(heard)} | {len(pairs)} | {near} |", flush=True)


if __name__ == "__main__":
    main()
