"""A recording read in parts, each by a process of its own, with the shipped model and every speech engine; Whisper is the tiny one
of our own. Nothing is replaced."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from recognition.engine import media
from recognition.engine.asr import faster_whisper, openai_whisper
from recognition.engine.asr.base import ENGINES
from recognition.engine.config import EngineConfig
from recognition.engine.pipeline import Pipeline, Request
from recognition.engine.plan import Chunk, Plan, Search, chunks_from_json, chunks_to_json, extent, share
from recognition.engine.run import Run
from recognition.engine.testing import silence, write_wav
from recognition.engine.types import Result, Segment, Span, SpeechEngineInfo, Word
from tests.engine.test_pipeline import SAMPLES, Recorder

TINY_WHISPER = Path(__file__).parents[1] / "fixtures" / "tiny-whisper.pt"
PART_S = 10.0
ENGINE = SpeechEngineInfo("pocketsphinx", "en-us", "en", 1.0)


def pipeline(folder: Path, asr: str = "pocketsphinx") -> Pipeline:
    """One that has loaded nothing yet, as in a process of its own."""
    for loaded in (openai_whisper._load, faster_whisper._load):
        loaded.cache_clear()
    return Pipeline(
        EngineConfig(models_dir=folder, asr=asr, whisper_model=str(TINY_WHISPER), allow_downloads=False, threads=1)
    )


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One voice, for more than eight segments, with silences in between."""
    with media.decode(sorted(path for path in SAMPLES.iterdir() if path.suffix != ".json")[0]) as pcm:
        samples = np.concatenate([pcm.read(), silence(4.0)])
    return write_wav(tmp_path_factory.mktemp("long") / "long.wav", np.tile(samples, 4))


@pytest.fixture(scope="module", params=ENGINES)
def asr(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def serial(long: Path, asr: str, tmp_path_factory: pytest.TempPathFactory) -> Result:
    return pipeline(tmp_path_factory.mktemp("models"), asr).run(Request(long, long.name), Recorder())


def begin(long: Path, folder: Path, asr: str = "pocketsphinx") -> Run:
    return pipeline(folder, asr).begin(Request(long, long.name), Recorder())


def in_parts(long: Path, folder: Path, asr: str) -> Result:
    """Speech found part by part, and read the last part first; between two steps everything is written down and read back."""
    with begin(long, folder, asr) as run:
        plan = run.plan(length_s=PART_S)
    parts, rest = [list(plan.chunks)], plan.rest
    while rest is not None:
        stored_rest = Search.from_json(json.loads(json.dumps(rest.to_json())))
        with begin(long, folder, asr) as run:
            chunks, rest = run.find(stored_rest, length_s=PART_S)
        parts.append(chunks)
    assert len(parts) >= 4
    delivered: dict[int, list[tuple[dict[str, object], bytes | None]]] = {}
    for number, chunks in reversed([*enumerate(parts)]):
        stored = chunks_from_json(json.loads(json.dumps(chunks_to_json(chunks))))
        with begin(long, folder, asr) as run:
            delivered[number] = [
                (json.loads(json.dumps(segment.to_json())), run.kept(reading))
                for segment, reading in run.read(stored, plan.asr, within=extent(stored))
            ]
    every = [each for number in sorted(delivered) for each in delivered[number]]
    segments = [replace(Segment.from_json(body), index=index) for index, (body, _kept) in enumerate(every)]
    with begin(long, folder, asr) as run:
        result = run.end(plan, segments, [run.recalled(kept) for _body, kept in every])
        assert run.sound is None, "nothing had to be heard again"
    return result


def test_a_recording_read_in_parts_is_that_read_at_once_to_the_last_digit(
    long: Path, serial: Result, asr: str, tmp_path: Path
) -> None:
    result = in_parts(long, tmp_path, asr)
    assert serial.asr.engine == asr
    assert serial.speaker_baseline.used
    assert sum(len(segment.words) for segment in serial.segments) > len(serial.segments), "there are words to differ in"
    assert result.segments == serial.segments
    for part in ("recording", "model", "asr", "overall", "speaker_baseline", "transcript"):
        assert getattr(result, part) == getattr(serial, part)


def test_a_part_is_heard_by_the_engine_of_the_plan_whatever_auto_would_be_now(long: Path, tmp_path: Path) -> None:
    """As where one worker could fetch Whisper's weights, and another could not."""
    with begin(long, tmp_path, "faster-whisper") as run:
        plan = run.plan()
        chunks = plan.chunks[:1]
        planned = words(run, chunks, plan.asr)
    with begin(long, tmp_path, "pocketsphinx") as run:
        assert run.request.asr == "auto"
        assert words(run, chunks, plan.asr) == planned


def words(run: Run, chunks: Sequence[Chunk], asr: SpeechEngineInfo) -> list[Sequence[Word]]:
    return [segment.words for segment, _reading in run.read(chunks, asr, within=extent(chunks))]


def test_auto_is_loaded_once(tmp_path: Path) -> None:
    made = pipeline(tmp_path)
    assert made._engine("auto") is made._engine("pocketsphinx")


def test_a_part_goes_on_behind_what_was_read_of_it(long: Path, tmp_path: Path) -> None:
    with begin(long, tmp_path) as run:
        plan = run.plan(length_s=4 * PART_S)
        chunks = plan.parts(length_s=PART_S)[1]
        within = extent(chunks)
        whole = [segment for segment, _reading in run.read(chunks, plan.asr, within=within)]
        assert len(whole) > 1
        assert [segment.index for segment in whole] == list(range(len(whole)))
        rest = [segment for segment, _reading in run.read(chunks, plan.asr, within=within, done=whole[:1])]
        assert rest == whole[1:]


def test_sound_that_was_decoded_before_is_not_decoded_again(long: Path, tmp_path: Path) -> None:
    with begin(long, tmp_path) as run:
        plan, sound = run.plan(), run.sound
        recorder = Recorder()
        again = pipeline(tmp_path).begin(Request(long, long.name), recorder, sound=sound)
        next(iter(again.read(plan.chunks, plan.asr, within=extent(plan.chunks))))
        assert recorder.duration_s == 0.0, "nobody told of decoding"


def spans(*edges: tuple[float, float]) -> list[Span]:
    return [Span(*each) for each in edges]


def test_parts_are_whole_chunks_in_order_and_no_longer_than_asked() -> None:
    chunks = [spans((start, start + 4.0), (start + 5.0, start + 9.0)) for start in (0.0, 10.0, 20.0, 60.0)]
    parts = Plan(70.0, chunks, ENGINE).parts(length_s=20.0)
    assert parts == [chunks[:2], chunks[2:3], chunks[3:]]
    assert Plan(70.0, [], ENGINE).parts(length_s=20.0) == []
    assert chunks_from_json(chunks_to_json(chunks)) == chunks


def test_a_chunk_longer_than_a_part_is_a_part() -> None:
    chunks = [spans((0.0, 27.0)), spans((27.0, 54.0))]
    assert Plan(54.0, chunks, ENGINE).parts(length_s=5.0) == [[chunk] for chunk in chunks]


def test_the_share_read_is_of_these_chunks_alone() -> None:
    chunks = [spans((10.0, 14.0)), spans((20.0, 30.0))]
    assert [share(time_s, extent(chunks)) for time_s in (5.0, 10.0, 15.0, 30.0, 31.0)] == [0.0, 0.0, 0.25, 1.0, 1.0]
