"""`emotion analyze`: the whole pipeline without a server."""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from recognition.engine.commands.json_output import STDOUT, write_json
from recognition.engine.commands.many_files import conclude, with_each
from recognition.engine.config import EngineConfig
from recognition.engine.errors import EngineError
from recognition.engine.exporters.base import FORMATS, export
from recognition.engine.labels import REASONS
from recognition.engine.media import Outline
from recognition.engine.pipeline import Pipeline, Request
from recognition.engine.types import Explanation, Result, Segment, SpeakerBaseline, SpeechEngineInfo

TEXT_WIDTH = 60
SHOWN_PARTS = 3
SHOWN_EFFECT = 0.05


def add_parser(commands: Any) -> None:
    """Declare the command and its options."""
    parser = commands.add_parser("analyze", help="transcribe recordings and read the emotion in them")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--model", default="voice-words", help="a model id or checkpoint folder (default: voice-words)")
    parser.add_argument("--asr", default="auto", help="auto, faster-whisper, openai-whisper or pocketsphinx")
    parser.add_argument("--language", help="ISO 639-1 code; detected when left out")
    parser.add_argument("--whisper-model", default="base", help="Whisper's size or a path to weights (default: base)")
    parser.add_argument("--offline", action="store_true", help="never download weights")
    parser.add_argument("--explain", action="store_true", help="say what each answer rests on, here and in the JSON")
    parser.add_argument(
        "--no-speaker-baseline",
        dest="speaker_baseline",
        action="store_false",
        help="do not read the voice against the speaker's own average: for several speakers in one recording",
    )
    parser.add_argument(
        "--action-units", type=Path, metavar="CSV", help="OpenFace's table of the same film, for models of faces"
    )
    parser.add_argument("--json", metavar="OUT", help="write the result as JSON to a file, or - for standard output")
    parser.add_argument("--format", default="", help=f"further files: {','.join(FORMATS)}")
    parser.add_argument("--out", type=Path, default=Path(), help="folder for further files (default: here)")
    parser.set_defaults(command=run)


def run(options: argparse.Namespace) -> None:
    """Analyse each file in turn, and tell what was found as soon as it is.

    Raises:
        EngineError: what was wrong with the only file, named by its path, or how many of several were refused.
    """
    formats = [format for format in options.format.split(",") if format]
    _check(formats)
    config = EngineConfig(
        models_dir=options.models_dir, whisper_model=options.whisper_model, allow_downloads=not options.offline
    )
    pipeline = Pipeline(config)
    stems = Counter(path.stem for path in options.files)
    bodies: list[dict[str, Any]] = []

    def analyze(path: Path) -> None:
        result = _analyze(pipeline, path, options)
        for format in formats:
            # “talk.m4a” and “talk.mp3” do not overwrite each other's.
            _write(result, format, options.out / (path.stem if stems[path.stem] == 1 else path.name))
        if options.json != STDOUT:
            _print_table(result)
        bodies.append(result.to_json())

    try:
        refused = with_each(options.files, analyze)
    finally:  # what was found is kept, even if somebody interrupts the rest
        if bodies:
            write_json(bodies[0] if len(options.files) == 1 else bodies, options.json)
    conclude(refused, options.files)


def _check(formats: list[str]) -> None:
    for format in formats:
        if format not in FORMATS:
            known = ", ".join(FORMATS)
            raise EngineError(f"Unknown format “{format}”. Known: {known}.", code="unknown_format")


def _analyze(pipeline: Pipeline, path: Path, options: argparse.Namespace) -> Result:
    request = Request(
        path=path,
        name=path.name,
        model=options.model,
        asr=options.asr,
        language=options.language,
        explain=options.explain,
        speaker_baseline=options.speaker_baseline,
        action_units=options.action_units,
    )
    with ProgressBar(path.name) as bar:
        try:
            return pipeline.run(request, bar)
        except EngineError as error:
            raise type(error)(f"{path}: {error.message}", code=error.code) from error


class ProgressBar:
    """A listener that draws a bar on stderr."""

    def __init__(self, name: str) -> None:
        self.bar = tqdm(
            total=100, desc=name, file=sys.stderr, bar_format="{desc}: {percentage:3.0f}% |{bar}| {postfix}"
        )

    def __enter__(self) -> "ProgressBar":
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.close()

    def on_stage(self, stage: str, progress: float) -> None:
        self.bar.set_postfix_str(stage.replace("_", " "), refresh=False)
        self.bar.update(round(progress * 100) - self.bar.n)

    def on_decoded(self, duration_s: float, outline: Outline) -> None:
        """A terminal shows no waveform."""

    def on_speech_engine(self, info: SpeechEngineInfo) -> None:
        tqdm.write(f"{info.engine} ({info.model}), language {info.language}", file=sys.stderr)

    def on_segment(self, segment: Segment) -> None:
        """Segments are printed together, when the file is done."""

    def on_speaker_known(self, baseline: SpeakerBaseline, segments: Sequence[Segment]) -> None:
        """They are in the result as well."""


def _write(result: Result, format: str, stem: Path) -> None:
    exported = export(result, format)
    stem.parent.mkdir(parents=True, exist_ok=True)
    path = stem.with_name(stem.name + exported.suffix)
    path.write_bytes(exported.content)
    print(f"wrote {path}", file=sys.stderr)


def _print_table(result: Result) -> None:
    print(f"\n{result.recording.name}: {result.recording.duration_s:.1f} s, {len(result.segments)} segments")
    for segment in result.segments:
        print(_row(segment))
        if segment.explanation is not None:
            print(f"{'':19}{_because(segment.explanation)}")
    if result.speaker_baseline.used:
        print(f"Read against this speaker's own average over {result.speaker_baseline.segments} segments.")
    print(_conclusion(result))


def _row(segment: Segment) -> str:
    fused = segment.scores.fused or {}
    text = segment.text if len(segment.text) <= TEXT_WIDTH else segment.text[: TEXT_WIDTH - 1] + "…"
    doubts = "; ".join(REASONS[reason] for reason in segment.reasons)
    share = f"{fused.get(segment.top, 0.0):4.0%}"
    return f"{segment.start_s:8.1f} {segment.end_s:8.1f}  {segment.top:<10} {share}  {text:<{TEXT_WIDTH}}  {doubts}".rstrip()


def _because(explanation: Explanation) -> str:
    """The parts that spoke for the answer most, strongest first."""
    parts = [(word.effect, f"“{word.text}”") for word in explanation.words or ()]
    parts += [(part.effect, f"voice {part.start_s:.1f}–{part.end_s:.1f} s") for part in explanation.voice]
    strongest = sorted(parts, reverse=True)[:SHOWN_PARTS]
    spoke = [f"{name} {effect:+.2f}" for effect, name in strongest if effect >= SHOWN_EFFECT]
    return f"{explanation.label}: {', '.join(spoke) or 'no single part decides'}"


def _conclusion(result: Result) -> str:
    overall = result.overall
    if overall.top is None or overall.scores.fused is None:
        return "No speech was found."
    doubts = "".join(f"; {REASONS[reason]}" for reason in overall.reasons)
    return f"The whole reads as {overall.top} ({overall.scores.fused[overall.top]:.0%}){doubts}."
