"""A long recording and many clips with 1, with 2, and again with 1 worker: the speed-up, and whether results are equal.

Run: .venv/bin/python -m benchmarks.scaling [--minutes 30] [--clips 100] [--workers 1 2 1] [--per-s 0.05 | --real]

It starts the site with its workers on loopback, on PostgreSQL and Redis where they are installed (`--embedded`: on SQLite and
a queue of files), uploads, and waits. By default the engine is made up: a second of speech takes `--per-s` seconds and no
processor, so that what is measured is how the work is shared out and not how many processors there are. With `--real` it is
the shipped model with PocketSphinx on speech by flite, one thread to a worker. Results are compared field by field; times of
making and settings that only say how it was made are left out.
"""

import argparse
import json
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from recognition.engine import media
from recognition.engine.testing import silence, tone, write_wav
from tests.integration.running_site import SIZES, RunningSite, site_of_size

WITHIN_S = 3 * 3600.0
LOOK_EVERY_S = 0.1
VOICE = "slt"
SENTENCES = (
    "The winter came early, and nobody had told us what to do about it.",
    "I am so glad that you are here, this is wonderful news!",
    "She waited by the window until the last train had gone.",
    "Leave me alone, I never asked for any of this.",
    "We will meet again on Thursday, at the usual place.",
)
PAUSE_S = 0.8
CLIP_S = 5
COMPARED = ("recording", "model", "asr", "transcript", "overall", "speaker_baseline", "segments")


def main() -> None:
    """Measure with each number of workers, compare, and print."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="undertone-scaling-") as folder:
        sounds = _spoken(Path(folder), options) if options.real else _made_up(Path(folder), options)
        runs = [
            _run(Path(folder) / f"site-{number}", count, sounds, options)
            for number, count in enumerate(options.workers)
        ]
    figures = [{"workers": count, **times} for count, (times, _results) in zip(options.workers, runs, strict=True)]
    _print(figures, _differing(*(results for _times, results in runs)))
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1) + "\n")


def _run(folder: Path, workers: int, sounds: Sequence[Path], options: argparse.Namespace) -> tuple[Any, Any]:
    """Seconds of the long recording and of the clips, and what came of each."""
    folder.mkdir()
    engine = {"UNDERTONE_ASR": "pocketsphinx"} if options.real else {"BENCH_PER_S": str(options.per_s)}
    size = SIZES[0] if options.embedded or not shutil.which("redis-server") else SIZES[1]
    with site_of_size(size, folder, settings="benchmarks.scaling_settings", OMP_NUM_THREADS="1", **engine) as site:
        for _worker in range(workers):
            site.start_worker()
        long, clip, *clips = sounds
        _ended(site, [site.upload(clip) for _worker in range(2 * workers)])  # models are loaded now
        times: dict[str, float] = {}
        results: dict[str, Any] = {}
        for name, files in (("long_s", [long]), ("clips_s", clips)):
            began = time.monotonic()
            asked = {site.upload(file): file.name for file in files}
            _ended(site, [*asked])
            times[name] = round(time.monotonic() - began, 1)
            results |= {of: site.get(f"analyses/{analysis}/result/") for analysis, of in asked.items()}
    return times, results


def _ended(site: RunningSite, analyses: Sequence[str]) -> None:
    give_up = time.monotonic() + WITHIN_S
    for analysis in analyses:
        while (body := site.get(f"analyses/{analysis}/"))["status"] != "done":
            if body["status"] == "failed" or time.monotonic() > give_up:
                raise SystemExit(f"it did not end well: {body}\n{site.log()}")
            time.sleep(LOOK_EVERY_S)


def _differing(first: Mapping[str, Any], *others: Mapping[str, Any]) -> list[str]:
    """Where results are not equal: the recording and the field."""
    return [
        f"{name}: {field}"
        for other in others
        for name, result in first.items()
        for field in COMPARED
        if result[field] != other[name][field]
    ]


def _made_up(folder: Path, options: argparse.Namespace) -> list[Path]:
    """The long one, one to begin with, and the clips: the engine goes by their names."""
    names = [f"{options.minutes * 60}-long", *(f"{CLIP_S}-clip-{number}" for number in range(options.clips + 1))]
    return [write_wav(folder / f"{name}.wav", tone(1.0)) for name in names]


def _spoken(folder: Path, options: argparse.Namespace) -> list[Path]:
    """The same, spoken by flite; the long one says the same sentences again and again."""
    said = [_samples(folder / f"said-{number}.wav", sentence) for number, sentence in enumerate(SENTENCES)]
    pause = silence(PAUSE_S)
    minutes = np.concatenate([part for each in said for part in (each, pause)])
    long = np.resize(minutes, options.minutes * 60 * media.SAMPLE_RATE_HZ)
    clips = [said[number % len(said)] for number in range(options.clips + 1)]
    written = [write_wav(folder / "long.wav", long)]
    return written + [write_wav(folder / f"clip-{number}.wav", samples) for number, samples in enumerate(clips)]


def _samples(path: Path, sentence: str) -> np.ndarray:
    subprocess.run(["flite", "-voice", VOICE, "-t", sentence, "-o", str(path)], check=True)
    with media.decode(path) as pcm:
        return pcm.read()


def _print(figures: Sequence[Mapping[str, float]], differing: Sequence[str]) -> None:
    print(f"{'workers':>8}{'long':>12}{'speed-up':>10}{'clips':>12}{'speed-up':>10}")
    for each in figures:
        cells = "".join(f"{each[name]:>10} s{figures[0][name] / each[name]:>10.2f}" for name in ("long_s", "clips_s"))
        print(f"{each['workers']:>8}{cells}")
    print("all results are equal" if not differing else f"NOT EQUAL: {'; '.join(differing)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--clips", type=int, default=100)
    parser.add_argument(
        "--workers", type=int, nargs="+", default=[1, 2, 1], help="again with one: did the machine change?"
    )
    parser.add_argument("--per-s", type=float, default=0.05, help="of the engine that is made up")
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--embedded", action="store_true")
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
