"""The whole way of a face: from OpenFace's table beside a recording to a result that tells of it."""

import json
from pathlib import Path

import numpy as np
import pytest

from recognition.engine.cli import DONE, FAILED, main
from recognition.engine.config import EngineConfig
from recognition.engine.features.action_units import COLUMNS, ActionUnitsError
from recognition.engine.fusion.base import Hearing, load_model
from recognition.engine.pipeline import Pipeline, Request
from recognition.engine.testing import tone
from recognition.engine.types import Quality, Result
from tests.engine.test_pipeline import Recorder
from tests.openface import FRAMES_PER_S, openface

MODEL = "au-mfcc"
SAMPLE = Path(__file__).parents[2] / "frontend" / "public" / "samples" / "angry.mp3"
OFFLINE = ["--asr", "pocketsphinx", "--offline"]
SPEAKING = {"AU07_r": 1.0, "AU10_r": 0.7, "AU12_r": 0.6, "AU14_r": 0.5, "AU25_r": 0.8, "AU26_r": 0.6, "AU28_c": 0.0}
SMILE = {"AU06_r": 2.0, "AU12_r": 3.0, "AU06_c": 1.0, "AU12_c": 1.0}


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    return Pipeline(
        EngineConfig(models_dir=tmp_path_factory.mktemp("models"), asr="pocketsphinx", allow_downloads=False)
    )


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A face that smiles for four seconds, and is gone then."""
    path = tmp_path_factory.mktemp("face") / "face.csv"
    path.write_bytes(openface(4 * FRAMES_PER_S, **SMILE))
    return path


@pytest.fixture(scope="module")
def read(pipeline: Pipeline, table: Path) -> Result:
    return pipeline.run(Request(SAMPLE, SAMPLE.name, model=MODEL, action_units=table), Recorder())


def test_what_the_face_shows_is_a_stream_of_its_own_and_counts(read: Result) -> None:
    first = read.segments[0]
    assert first.scores.face is not None
    assert first.scores.fused != first.scores.voice
    assert sum(first.scores.face.values()) == pytest.approx(1.0)
    assert set(first.weights) == {"voice", "face"}
    assert first.weights["face"] > 0
    assert first.scores.words is None
    assert "no_words" not in first.reasons, "nobody reads them"


def test_a_smile_makes_a_speaking_face_happier() -> None:
    model = load_model(MODEL)
    quality = Quality(snr_db=30.0, clipping=0.0, speech_ratio=1.0)

    def happiness(**units: float) -> float:
        face = np.array([(SPEAKING | units).get(column, 0.2) for column in COLUMNS], dtype=np.float32)
        reading = model.read(Hearing(tone(1.0), "", None, "en", quality, 1.0, action_units=face))
        assert reading.scores.face is not None
        return reading.scores.face["happy"]

    assert happiness(**SMILE) > 3 * happiness()


def test_where_no_face_is_seen_the_voice_answers_and_that_is_said(read: Result) -> None:
    unseen = [segment for segment in read.segments if segment.start_s > 4.0]
    assert unseen
    for segment in unseen:
        assert segment.scores.face is None
        assert segment.weights["face"] == 0
        assert "no_face" in segment.reasons
        assert segment.to_json()["scores"]["face"] is None
    assert read.overall.scores.face is not None
    assert Result.from_json(json.loads(json.dumps(read.to_json()))) == read


def test_without_a_table_there_is_no_face_at_all(pipeline: Pipeline) -> None:
    result = pipeline.run(Request(SAMPLE, SAMPLE.name, model=MODEL), Recorder())
    assert "no_face" in result.overall.reasons
    assert result.to_json()["overall"]["scores"]["face"] is None
    assert result.overall.scores.fused == pytest.approx(result.overall.scores.voice)


def test_a_correction_of_the_words_reads_the_same_face(read: Result, pipeline: Pipeline, table: Path) -> None:
    old = read.segments[0]
    new = pipeline.rescore(SAMPLE, old, "other words", language="en", model=MODEL, asr="auto", action_units=table)
    assert new.text == "other words"
    assert new.scores.face == pytest.approx(old.scores.face)


def test_models_of_voices_alone_look_at_no_table(pipeline: Pipeline, tmp_path: Path) -> None:
    result = pipeline.run(
        Request(SAMPLE, SAMPLE.name, model="voice-words", action_units=tmp_path / "nothing.csv"), Recorder()
    )
    assert "face" not in result.to_json()["overall"]["scores"]


def test_a_table_that_cannot_be_read_is_refused_before_anything_is_decoded(pipeline: Pipeline, tmp_path: Path) -> None:
    (tmp_path / "face.csv").write_text("frame, timestamp\n1, 0\n")
    recorder = Recorder()
    with pytest.raises(ActionUnitsError, match="lacks confidence"):
        pipeline.run(Request(SAMPLE, SAMPLE.name, model=MODEL, action_units=tmp_path / "face.csv"), recorder)
    assert recorder.duration_s == 0.0


def test_analyze_takes_the_table(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "result.json"
    asked = ["analyze", str(SAMPLE), *OFFLINE, "--model", MODEL, "--action-units"]
    assert main([*asked, str(table), "--json", str(out), "--format", "csv,png", "--out", str(tmp_path)]) == DONE
    assert json.loads(out.read_text())["segments"][0]["scores"]["face"]["happy"] > 0
    assert "face_happy" in next(tmp_path.glob("*.csv")).read_text()
    assert main([*asked, str(tmp_path / "nothing.csv")]) == FAILED
    assert "nothing.csv" in capsys.readouterr().err
