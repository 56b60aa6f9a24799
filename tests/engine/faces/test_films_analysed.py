"""The whole way of a film: from the file to a result that tells of faces, whole, in parts, corrected and by command."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from recognition.engine.cli import DONE, FAILED, main
from recognition.engine.clock import Clock
from recognition.engine.config import EngineConfig
from recognition.engine.errors import Cancelled, MediaError
from recognition.engine.faces import Looker
from recognition.engine.faces.base import open_detector
from recognition.engine.pipeline import Pipeline, Request
from recognition.engine.plan import extent
from recognition.engine.reading import open_film, shown
from recognition.engine.testing import silence, write_wav
from recognition.engine.types import Quality, Result, Scores, Segment, Span
from tests.engine.test_pipeline import Recorder
from tests.films import Face, spoken, talking_film
from tests.seeing_model import SeeingModel, seeing_model

GONE_S = 4.0
SILENT = "pl"  # a language that the packaged speech engine leaves alone
BLANK = Segment(0, 0.0, 1.0, "", (), Scores(), {}, "sad", ("sad",), (), Quality(None, 0.0, 1.0))


@pytest.fixture(scope="module")
def patched() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory, patched: pytest.MonkeyPatch) -> str:
    return str(seeing_model(tmp_path_factory.mktemp("model") / "seeing", patched))


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody who says something, leaves, and is heard again."""
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    speech = np.concatenate([spoken(2.5), silence(3.5), spoken(2.5)])
    face = Face(x=0.3, drift=0.05, until_s=GONE_S)
    return talking_film(path, faces=[face], speech=speech, times=[at / 3 for at in range(27)])


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    models = tmp_path_factory.mktemp("models")
    return Pipeline(EngineConfig(models_dir=models, asr="pocketsphinx", allow_downloads=False))


@pytest.fixture(scope="module")
def read(pipeline: Pipeline, film: Path, model: str) -> Result:
    return pipeline.run(Request(film, film.name, model=model, language=SILENT, explain=True), Recorder())


def test_segments_tell_where_the_face_was_and_how_it_reads(read: Result) -> None:
    first, last = read.segments[0], read.segments[-1]
    assert first.scores.face is not None
    assert first.scores.fused != first.scores.voice
    assert first.faces
    assert all(first.start_s < face.at_s < first.end_s for face in first.faces)
    assert last.start_s > GONE_S
    assert (last.scores.face, last.faces) == (None, ())
    assert "no_face" in last.reasons
    assert "no_face" not in first.reasons
    assert read.overall.scores.face is not None


def test_the_result_says_what_looking_took_and_with_what_and_reads_back(read: Result) -> None:
    body = read.to_json()
    assert body["timings_s"]["face"] > 0
    assert read.provenance.settings["face_detector"] == "haar"
    assert body["segments"][0]["faces"][0].keys() == {"at_s", "x", "y", "width", "height"}
    assert body["segments"][-1]["faces"] == ()
    assert body["segments"][-1]["scores"]["face"] is None
    assert Result.from_json(json.loads(json.dumps(body))) == read


def test_an_explanation_looks_again(read: Result, pipeline: Pipeline, film: Path, model: str) -> None:
    assert [segment.explanation.voice[0].effect for segment in read.segments if segment.explanation] == [
        float(segment.scores.face is not None) for segment in read.segments
    ]
    assert pipeline.explain(film, read.segments[0], language=SILENT, model=model) == read.segments[0].explanation


def test_a_correction_of_the_words_sees_the_same_face(read: Result, pipeline: Pipeline, film: Path, model: str) -> None:
    for old in (read.segments[0], read.segments[-1]):
        new = pipeline.rescore(film, old, "quite another sentence", language=SILENT, model=model)
        assert (new.faces, new.scores.face) == (old.faces, old.scores.face)
        assert ("no_face" in new.reasons) == ("no_face" in old.reasons)


def test_parts_are_read_alike_by_several_workers(read: Result, pipeline: Pipeline, film: Path, model: str) -> None:
    """The last one first, each with a film of its own, as in another process."""
    request = Request(film, film.name, model=model, language=SILENT)
    with pipeline.begin(request, Recorder()) as run:
        plan = run.plan(length_s=1000.0)
        sound = run.take_sound()
    parts = plan.parts(length_s=2.0)
    assert len(parts) > 1
    segments = []
    for part in parts[::-1]:
        with pipeline.begin(request, Recorder(), sound=sound) as run:
            segments.append([segment for segment, _ in run.read(part, plan.asr, within=extent(part))])
            run.take_sound()
    alone = [segment for part in segments[::-1] for segment in part]
    assert [(each.faces, each.scores) for each in alone] == [(each.faces, each.scores) for each in read.segments]


def test_a_sound_is_refused_before_it_is_decoded(pipeline: Pipeline, model: str, tmp_path: Path) -> None:
    recorder, path = Recorder(), write_wav(tmp_path / "sound.wav", spoken(1.0))
    with pytest.raises(MediaError, match="no video") as refused:
        pipeline.run(Request(path, path.name, model=model), recorder)
    assert refused.value.code == "no_video"
    assert recorder.stages == []


def test_for_models_that_do_not_look_no_film_is_opened(pipeline: Pipeline, film: Path, tmp_path: Path) -> None:
    blind = SeeingModel({"needs": ["action_units"], "modalities": ["voice", "face"]})
    assert open_film(blind, tmp_path / "there is none", pipeline.config) is None
    assert shown(BLANK, None).to_json().keys() == BLANK.to_json().keys()
    assert "face" not in Clock().seconds()


def test_whoever_stops_the_work_is_heard_between_two_pictures(film: Path) -> None:
    def stop() -> None:
        raise Cancelled

    with Looker(film, open_detector("haar")) as looker, pytest.raises(Cancelled):
        looker.look(Span(1.0, 2.0), on_decoded=stop)


def test_the_command_reads_films(film: Path, model: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chosen = ["--model", model, "--asr", "pocketsphinx", "--offline", "--language", SILENT]
    assert main(["analyze", str(film), *chosen, "--json", "-"]) == DONE
    assert json.loads(capsys.readouterr().out)["segments"][0]["faces"]
    sound = write_wav(tmp_path / "sound.wav", spoken(1.0))
    assert main(["analyze", str(sound), *chosen]) == FAILED
    assert "no video" in capsys.readouterr().err
