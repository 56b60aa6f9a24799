"""Word error rate and speed of a speech engine on the transcribed clips of EMOTION_DATA/asr.

Run: EMOTION_DATA=… python -m benchmarks.asr_wer [--engine pocketsphinx] [--models-dir DIR] [--json OUT]

The whole way of the product: decoding, speech spans, windows, engine. Reference and transcript are compared in lower
case without punctuation; nothing else is normalised.
"""

import argparse
import csv
import json
import os
import re
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import jiwer

from recognition.engine.asr.base import ENGINES, SpeechEngine, open_engine
from recognition.engine.config import EngineConfig
from recognition.engine.media import decode
from recognition.engine.segmentation import chunks, find_speech


@dataclass(frozen=True, slots=True)
class Transcribed:
    """One clip: what was said, what was heard, and how long that took."""

    path: str
    reference: str
    heard: str
    duration_s: float
    seconds: float


def main() -> None:
    """Print one line for each clip and the sum."""
    options = _options()
    folder = Path(os.environ["EMOTION_DATA"]) / "asr"
    engine = open_engine(options.engine, EngineConfig(models_dir=options.models_dir, whisper_model=options.model))
    with (folder / "transcripts.csv").open(encoding="utf-8") as file:
        clips = [_transcribed(engine, folder / row["path"], row["text"]) for row in csv.DictReader(file)]
    for clip in clips:
        print(f"{jiwer.wer(clip.reference, clip.heard):5.2f}  {Path(clip.path).name:44}  {clip.heard}")
    report = _report(engine, clips)
    print(json.dumps(report))
    if options.json:
        options.json.write_text(json.dumps({**report, "clips": [asdict(clip) for clip in clips]}, indent=2))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=sorted(ENGINES), default="pocketsphinx")
    parser.add_argument("--model", default="base", help="Whisper's size, or a path to weights")
    parser.add_argument("--models-dir", type=Path, default=Path("var/models"))
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def _transcribed(engine: SpeechEngine, path: Path, text: str) -> Transcribed:
    with decode(path) as pcm:
        started = time.perf_counter()
        words = [
            word.text
            for chunk in chunks(find_speech(pcm))
            for word in engine.transcribe(
                pcm.read(chunk[0].start_s, chunk[-1].end_s), language="en", offset_s=chunk[0].start_s
            )
        ]
        seconds = time.perf_counter() - started
        return Transcribed(path.name, _plain(text), _plain(" ".join(words)), pcm.duration_s, seconds)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z' ]", "", text.lower().replace("-", " ")).split())


def _report(engine: SpeechEngine, clips: list[Transcribed]) -> dict[str, object]:
    wer = jiwer.wer([clip.reference for clip in clips], [clip.heard for clip in clips])
    speed = sum(clip.seconds for clip in clips) / sum(clip.duration_s for clip in clips)
    return {
        "engine": engine.id,
        "model": engine.model,
        "clips": len(clips),
        "word_error_rate": round(float(wer), 3),
        "seconds_per_second": round(speed, 3),
    }


if __name__ == "__main__":
    main()
