"""`emotion bench`: the product's pipeline beside the plain one, on the same sound, in one run."""

import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from recognition.engine.asr.base import SpeechEngine, open_engine
from recognition.engine.bench.given_words import GivenWords
from recognition.engine.bench.measuring import NOT_MEASURED, Job, Measured, in_turns, threads
from recognition.engine.bench.plain import PlainPipeline
from recognition.engine.bench.recordings import Clip, Recording, joined, read_clip
from recognition.engine.config import EngineConfig
from recognition.engine.errors import MediaError
from recognition.engine.pipeline import Pipeline, Request
from recognition.engine.request import Quiet
from recognition.engine.types import Segment

EMOTION = ("voice", "words", "fusion")  # what both do to a sentence once its words are known
COLD_CLIP_S = 5.0
COLD_LIMIT_S = 300.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be measured.

    Args:
        clips: short recordings of speech, up to 30 s each.
        lengths_s: of the recordings that are made of them.
        threads: of PyTorch, one round for each.
        runs: of which the medians are told.
        config: of the product's pipeline.
        whisper: OpenAI's checkpoint, which both then transcribe with; None gives both the words that `config.asr` finds in
            each clip, and leaves recognition out of the measurement.
        alone: without the plain way, which takes long for a long recording and would be in the process' memory.
    """

    clips: Sequence[Path]
    lengths_s: Sequence[float]
    threads: Sequence[int]
    runs: int
    config: EngineConfig
    whisper: Path | None = None
    alone: bool = False


class FirstSegment(Quiet):
    """Notes when the first segment came, in seconds since it was made."""

    def __init__(self) -> None:
        self.began = time.perf_counter()
        self.after_s: float | None = None

    def on_segment(self, segment: Segment) -> None:
        if self.after_s is None:
            self.after_s = time.perf_counter() - self.began


def bench(asked: Asked, *, progress: Callable[[str], None]) -> dict[str, Any]:
    """Measure both, and tell all of it.

    Raises:
        MediaError: when a clip cannot be used, or `no_speech` where no words are found in any.
        ModelUnavailableError: when a model has no weights.
    """
    engine = open_engine("auto", asked.config)
    progress(f"words of {len(asked.clips)} clips: {engine.id}")
    clips = [clip for path in asked.clips if (clip := read_clip(path, engine)).words]
    if not clips:
        raise MediaError("No words were found in any of the clips.", code="no_speech")
    plain = None if asked.alone else PlainPipeline(_whisper(asked.whisper))
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            _row(asked, plain, recording, count, progress)
            for recording in _recordings(clips, asked.lengths_s, Path(folder))
            for count in asked.threads
        ]
        cold_s = cold_start_s(_recording(clips, COLD_CLIP_S, Path(folder)).path, asked.config)
    return {
        "asr": "measured" if asked.whisper else f"left out: words as {engine.id} finds them in each clip",
        "runs": asked.runs,
        "rows": rows,
        "growth": [growth([row for row in rows if row["threads"] == count]) for count in asked.threads],
        "cold_start_s": cold_s,
    }


def _whisper(checkpoint: Path | None) -> Any:
    if checkpoint is None:
        return None
    import whisper

    return whisper.load_model(str(checkpoint))


def _recordings(clips: Sequence[Clip], lengths_s: Sequence[float], folder: Path) -> list[Recording]:
    return [_recording(clips, seconds, folder) for seconds in sorted(lengths_s)]


def _recording(clips: Sequence[Clip], seconds: float, folder: Path) -> Recording:
    return joined(clips, seconds, folder / f"{seconds:g}.wav")


def _row(
    asked: Asked, plain: PlainPipeline | None, recording: Recording, count: int, progress: Callable[[str], None]
) -> dict[str, Any]:
    """Both on one recording, in turns, or ours alone; each has read it once before."""
    progress(f"{recording.duration_s:g} s on {count} thread{'s' if count > 1 else ''}")
    ours, first_s = _ours(asked, recording, count)
    jobs: dict[str, Job] = {"ours": ours}
    if plain is not None:
        jobs["plain"] = lambda: plain.run(recording.path, recording.sentences).seconds
    with threads(count):
        for job in jobs.values():
            job()  # the first call prepares what the others use
        first_s.clear()
        each = {"plain": NOT_MEASURED, **in_turns(jobs, runs=asked.runs)}
    return {
        "audio_s": recording.duration_s,
        "threads": count,
        **{name: asdict(measured) for name, measured in each.items()},
        "first_segment_s": round(median(first_s), 3),
        "ratio": ratios(each["plain"], each["ours"]),
        "audio_s_per_s": {
            name: {
                "emotion": _pace(recording, emotion_s(one)),
                "whole": _pace(recording, one.seconds.get("total", 0.0)),
            }
            for name, one in each.items()
        },
        "cpu_s_per_hour": {
            name: round(one.cpu_s / recording.duration_s * 3600, 1) if one.seconds else None
            for name, one in each.items()
        },
    }


def _ours(asked: Asked, recording: Recording, count: int) -> tuple[Callable[[], Mapping[str, float]], list[float]]:
    """The product's pipeline with its models loaded, and when its first segments came. Recognition, too, on `count` threads."""
    given: Mapping[str, SpeechEngine] = {} if asked.whisper else {GivenWords.id: GivenWords(recording.sentences)}
    pipeline = Pipeline(replace(asked.config, threads=count), engines=given)
    request = Request(recording.path, recording.path.name, asr="faster-whisper" if asked.whisper else GivenWords.id)
    first_s: list[float] = []

    def run() -> Mapping[str, float]:
        listener = FirstSegment()
        seconds = pipeline.run(request, listener).timings_s
        first_s.append(seconds["total"] if listener.after_s is None else listener.after_s)
        return seconds

    return run, first_s


def emotion_s(one: Measured) -> float:
    """Seconds of the emotion stages alone."""
    return sum(one.seconds.get(stage, 0.0) for stage in EMOTION)


def ratios(plain: Measured, ours: Measured) -> dict[str, float | None]:
    """How many times as long the plain way takes, by stage, of the emotion stages together and of the whole."""
    pairs = {stage: (plain.seconds.get(stage, 0.0), ours.seconds.get(stage, 0.0)) for stage in ours.seconds}
    pairs["emotion"] = (emotion_s(plain), emotion_s(ours))
    return {name: round(one / other, 2) if one > 0 and other > 0 else None for name, (one, other) in pairs.items()}


def growth(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How time and memory grow with length: the exponent of time between neighbouring lengths, and MB for each.

    An exponent of 1 is growth in proportion; what a recording costs whatever its length lowers it for short ones.
    """
    return {
        "threads": rows[0]["threads"],
        "exponents": [
            {
                "from_s": one["audio_s"],
                "to_s": other["audio_s"],
                "exponent": round(
                    math.log(other["ours"]["seconds"]["total"] / one["ours"]["seconds"]["total"])
                    / math.log(other["audio_s"] / one["audio_s"]),
                    2,
                ),
            }
            for one, other in pairwise(rows)
        ],
        "memory_mb": {f"{row['audio_s']:g}": row["ours"]["memory_mb"] for row in rows},
    }


def cold_start_s(clip: Path, config: EngineConfig) -> float:
    """Seconds from the start of a new process to the result of a short clip, models on disk."""
    command = [
        sys.executable,
        "-m",
        "recognition.engine.cli",
        "--models-dir",
        str(config.models_dir),
        "analyze",
        str(clip),
    ]
    command += ["--asr", config.asr, "--whisper-model", config.whisper_model, "--offline"]
    begin = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, timeout=COLD_LIMIT_S)
    return round(time.perf_counter() - begin, 2)


def _pace(recording: Recording, seconds: float) -> float | None:
    return round(recording.duration_s / seconds, 1) if seconds > 0 else None


def table(report: Mapping[str, Any]) -> str:
    """The report as Markdown: a row for each stage, and the wholes."""
    head = (
        f"Speech recognition: {report['asr']}. Medians of {report['runs']} runs.\n\n"
        "| audio | threads | stage | plain s | ours s | plain : ours | ours, audio s per s |\n"
        "|--:|--:|---|--:|--:|--:|--:|\n"
    )
    lines = [line for row in report["rows"] for line in _lines(row)]
    growing = [_growing(each) for each in report["growth"] if each["exponents"]]
    cold = f"A new process has the result of {COLD_CLIP_S:g} s after {report['cold_start_s']} s."
    return head + "\n".join(lines) + "\n\n" + "\n".join([*growing, cold]) + "\n"


def _growing(growth: Mapping[str, Any]) -> str:
    """How ours grows with length."""
    steps = ", ".join(f"{each['from_s']:g} to {each['to_s']:g} s {each['exponent']:g}" for each in growth["exponents"])
    return f"Exponent of time with length, {growth['threads']} thread(s): {steps}."


def _lines(row: Mapping[str, Any]) -> list[str]:
    plain, ours = row["plain"]["seconds"], row["ours"]["seconds"]
    stages = [stage for stage in ours if stage != "total"]
    sums = {
        "emotion": tuple(sum(each.get(stage, 0.0) for stage in EMOTION) for each in (plain, ours)),
        "total": (plain.get("total", 0.0), ours["total"]),
    }
    seconds = {stage: (plain.get(stage, 0.0), ours[stage]) for stage in stages} | sums
    paces = {"emotion": row["audio_s_per_s"]["ours"]["emotion"], "total": row["audio_s_per_s"]["ours"]["whole"]}
    lines = [
        f"| {row['audio_s']:g} s | {row['threads']} | {name} | {one:.3f} | {other:.3f} "
        f"| {_told(row['ratio'].get(name))} | {_told(paces.get(name))} |"
        for name, (one, other) in seconds.items()
    ]
    cost = row["cpu_s_per_hour"]
    others = {
        "first segment": ("–", _told(row["first_segment_s"])),
        "CPU s for an hour": (_told(cost["plain"]), _told(cost["ours"])),
        "memory, MB": (_told(row["plain"]["memory_mb"]), _told(row["ours"]["memory_mb"])),
    }
    if not plain:
        others["memory with models, MB"] = ("–", _told(row["ours"]["peak_mb"]))
    begin = f"| {row['audio_s']:g} s | {row['threads']} |"
    return [*lines, *(f"{begin} {name} | {one} | {other} | | |" for name, (one, other) in others.items())]


def _told(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"
