import json
from pathlib import Path

import pytest

from recognition.engine.cli import DONE, FAILED, WRONG_USAGE, main
from recognition.engine.commands import analyze
from recognition.engine.errors import MediaError
from recognition.engine.exporters.base import FORMATS
from recognition.engine.fusion.cards import CHECKPOINTS_DIR, model_ids
from recognition.engine.request import Listener, Request
from recognition.engine.types import Result
from tests import fake_pipeline

SAMPLES = Path(__file__).parents[2] / "frontend" / "public" / "samples"
OFFLINE = ["--asr", "pocketsphinx", "--offline"]


@pytest.fixture(scope="module")
def clip() -> str:
    return str(next(path for path in sorted(SAMPLES.iterdir()) if path.suffix != ".json"))


def test_analyze_prints_a_table_and_writes_every_format(
    clip: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    formats = ",".join(FORMATS)
    assert main(["analyze", clip, *OFFLINE, "--format", formats, "--out", str(tmp_path)]) == DONE
    assert "The whole reads as" in capsys.readouterr().out
    assert len(list(tmp_path.iterdir())) == len(FORMATS)
    assert all(path.stat().st_size for path in tmp_path.iterdir())


def test_analyze_gives_the_result_as_json_alone_on_standard_output(
    clip: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["analyze", clip, *OFFLINE, "--json", "-"]) == DONE
    assert json.loads(capsys.readouterr().out)["schema"] == "undertone.result/1"


def test_analyze_explains_on_request(clip: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "result.json"
    assert main(["analyze", clip, *OFFLINE, "--explain", "--json", str(out)]) == DONE
    segments = json.loads(out.read_text())["segments"]
    assert all(segment["explanation"]["label"] == segment["top"] for segment in segments)
    assert "“terrible” +" in capsys.readouterr().out


@pytest.mark.parametrize(("options", "said"), [([], True), (["--no-speaker-baseline"], False)])
def test_analyze_says_that_a_voice_was_read_against_its_own_average(
    options: list[str], said: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fake_pipeline, "script", fake_pipeline.Script(segments=fake_pipeline.BASELINE_FROM))
    monkeypatch.setattr(analyze, "Pipeline", fake_pipeline.Pipeline)
    out = tmp_path / "result.json"
    assert main(["analyze", "talk.wav", *options, "--json", str(out)]) == DONE
    assert ("Read against this speaker's own average over 8 segments." in capsys.readouterr().out) is said
    assert json.loads(out.read_text())["speaker_baseline"]["used"] is said


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["analyze", "nowhere.wav", *OFFLINE], "nowhere.wav"),
        (["analyze", __file__, *OFFLINE], "test_cli.py"),
        (["analyze", __file__, "--model", "crystal-ball", *OFFLINE], "crystal-ball"),
        (["analyze", __file__, "--format", "docx"], "docx"),
        (["train", "nothing.toml", "--data", ".", "--out", "."], "no recipe"),
        (["train", "mfer.toml", "--data", "/not/there.csv", "--out", "."], "There is nothing at /not/there.csv."),
        (["evaluate", "voice-words", "--dataset", "ravdess", "--data", "/nowhere"], "/nowhere"),
        (["evaluate", "voice-words", "--dataset", "imaginary", "--data", "."], "imaginary"),
    ],
)
def test_refusals_are_one_line_on_stderr(
    arguments: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == FAILED
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert last.startswith("emotion: ")
    assert complaint in last


def test_a_gpu_that_is_not_there_is_refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    assert main(["train", "ferplus-8.toml", "--data", ".", "--out", ".", "--device", "cuda"]) == FAILED
    assert "finds no GPU" in capsys.readouterr().err


def test_of_several_files_a_refused_one_keeps_no_other_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Pipeline(fake_pipeline.Pipeline):
        def run(self, request: Request, listener: Listener) -> Result:
            if request.path.name == "broken.wav":
                raise MediaError("The file is damaged.", code="corrupt_media")
            return super().run(request, listener)

    monkeypatch.setattr(analyze, "Pipeline", Pipeline)
    out = tmp_path / "results.json"
    files = ["one.wav", "broken.wav", "one.mp3", "--format", "srt", "--out", str(tmp_path), "--json", str(out)]
    assert main(["analyze", *files]) == FAILED
    told = capsys.readouterr()
    assert told.out.count("The whole reads as") == 2
    assert "emotion: broken.wav: The file is damaged." in told.err
    assert told.err.strip().endswith("emotion: 1 of 3 files could not be used.")
    assert len(json.loads(out.read_text())) == 2
    assert sorted(path.name for path in tmp_path.glob("*.srt")) == ["one.mp3.srt", "one.wav.srt"]


@pytest.mark.parametrize("arguments", [[], ["sing"], ["analyze"], ["evaluate", "voice-words"]])
def test_wrong_usage_is_told_apart(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == WRONG_USAGE


def test_models_lists_models_engines_and_weights(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "list", "--json"]) == DONE
    listed = json.loads(capsys.readouterr().out)
    assert [model["id"] for model in listed["models"]] == model_ids()
    assert all(model["usable"] and model["licence"] and model["sha256"] for model in listed["models"])
    assert {engine["name"] for engine in listed["engines"]} == {"faster-whisper", "openai-whisper", "pocketsphinx"}
    assert listed["weights"]


def test_every_shipped_model_is_verified(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "verify"]) == DONE
    assert f"{len(model_ids())} models verified" in capsys.readouterr().out


def test_shipped_checkpoints_stay_small() -> None:
    assert sum(path.stat().st_size for path in CHECKPOINTS_DIR.rglob("*.safetensors")) < 60e6


def test_pulling_something_unknown_lists_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["models", "pull", "moonshine"]) == FAILED
    assert "moonshine" in capsys.readouterr().err
