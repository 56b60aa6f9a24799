"""`emotion bench`: how fast, beside the plain way."""

import argparse
import sys
from pathlib import Path
from typing import Any

from recognition.engine.commands.json_output import STDOUT, write_json
from recognition.engine.config import EngineConfig
from recognition.engine.errors import EngineError

LENGTHS_S = "5,30,600,7200"
# Those that come with the page; an installed package has none, and is then told which clips to take.
SAMPLES = Path(__file__).parents[3] / "frontend" / "public" / "samples"


def add_parser(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("bench", help="the speed of every stage, beside a plain script's, in one run")
    parser.add_argument(
        "clips", nargs="*", type=Path, metavar="CLIP", help="speech of up to 30 s each (default: the sample clips)"
    )
    parser.add_argument("--lengths", default=LENGTHS_S, metavar="S,…", help=f"seconds of sound (default: {LENGTHS_S})")
    parser.add_argument("--threads", default="1,2", metavar="N,…", help="rounds on so many threads (default: 1,2)")
    parser.add_argument("--runs", type=int, default=3, help="of which the medians are told (default: 3)")
    parser.add_argument("--whisper", type=Path, metavar="FILE", help="OpenAI's checkpoint: transcribe with it, too")
    parser.add_argument("--alone", action="store_true", help="without the plain way: for hours of sound, and memory")
    parser.add_argument("--asr", default="auto", help="who finds the words of the clips, without --whisper")
    parser.add_argument("--json", metavar="OUT", help="write the report to a file, or - for standard output")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> None:
    """Measure, and print the table.

    Raises:
        EngineError: `bad_bench` for numbers that are none, and clips or a checkpoint that are not there; and as `bench`.
    """
    # Imported here because torch takes seconds to load, and `emotion --help` should not.
    from recognition.engine.bench.bench import Asked, bench, table

    if options.whisper and not options.whisper.is_file():
        raise EngineError(f"There is no checkpoint at {options.whisper}.", code="bad_bench")
    config = EngineConfig(
        models_dir=options.models_dir,
        asr="faster-whisper" if options.whisper else options.asr,
        whisper_model=str(options.whisper or "base"),
        allow_downloads=False,
    )
    clips = options.clips or sorted(SAMPLES.glob("*.mp3"))
    if not clips:
        raise EngineError("There are no sample clips here: name some recordings of speech.", code="bad_bench")
    asked = Asked(
        clips,
        _numbers(options.lengths, "--lengths"),
        _numbers(options.threads, "--threads"),
        max(1, options.runs),
        config,
        options.whisper,
        options.alone,
    )
    report = bench(asked, progress=lambda line: print(line, file=sys.stderr, flush=True))
    write_json(report, options.json)
    if options.json != STDOUT:
        print(table(report), end="")


def _numbers(text: str, option: str) -> list[int]:
    parts = text.split(",")
    if not all(part.strip().isdecimal() and int(part) > 0 for part in parts):
        raise EngineError(f"{option} takes whole numbers above 0 with commas between, not “{text}”.", code="bad_bench")
    return list(dict.fromkeys(int(part) for part in parts))
