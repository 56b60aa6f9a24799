"""Systems side by side: what is the same for all of them, and how the table tells it."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from recognition.engine.cli import DONE, FAILED, main
from recognition.engine.errors import DatasetError
from recognition.engine.evaluation import comparison
from recognition.engine.evaluation import trained as trained_module
from recognition.engine.evaluation.comparison import common_labels, parameters
from recognition.engine.evaluation.metrics import Answers, among, summary, top_share
from recognition.engine.fusion.base import load_model

SEVEN = ("neutral", "happy", "sad", "angry", "fearful", "disgust", "surprised")
EIGHT = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")


def test_the_emotions_are_the_most_that_all_have_names_for() -> None:
    assert common_labels([EIGHT, SEVEN]) == SEVEN
    assert common_labels([EIGHT, EIGHT]) == EIGHT
    assert common_labels([("sad", "happy"), (*SEVEN, "contempt")]) == ("sad", "happy"), "one's own, of fewer"
    assert common_labels([(*SEVEN, "contempt"), EIGHT]) == SEVEN


def test_models_of_other_emotions_cannot_be_compared() -> None:
    with pytest.raises(DatasetError, match="No two emotions have a name in all of these models: neutral, happy"):
        common_labels([SEVEN, ("neutral", "frustrated", "excited")])


def test_what_a_smaller_set_folds_together_counts_together() -> None:
    scores = np.array([[0.2, 0.3, 0.4, 0.1]])
    folded = among(scores, ("neutral", "calm", "happy", "bored"), ("neutral", "happy"))
    assert folded == pytest.approx(np.array([[0.5, 0.4]]) / 0.9)


def test_top_five_counts_the_right_answer_among_the_five_likeliest() -> None:
    scores = np.tile(np.array([[0.3, 0.2, 0.18, 0.12, 0.1, 0.06, 0.04]]), (4, 1))
    answers = Answers(scores, np.array([0, 4, 5, 6]), ["a", "a", "b", "b"], SEVEN)
    assert top_share(answers, 5) == 0.5
    assert summary(answers)["top_5"] == 0.5


def test_a_model_has_the_parameters_between_a_segment_and_its_scores() -> None:
    both, faces = (parameters(load_model(model)) for model in ("voice-words", "au-mfcc"))
    assert 4e6 < faces < 6e6
    assert both > 3 * faces


def report(model: str) -> dict[str, Any]:
    figures = {"examples": 300, "speakers": 5, "wa": 0.8, "wa_interval": [0.7, 0.9], "top_5": 0.99}
    figures |= {"ua": 0.79, "ua_interval": [0.7, 0.88], "ece": 0.04, "nll": 0.6}
    return {"model": {"id": model, "version": "1", "sha256": "0"}, "streams": {"fused": figures, "words": figures}}


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """What evaluation finds of a model, which judges speaker 1."""
    monkeypatch.setattr(comparison, "evaluate", lambda model, **_: report(model))
    monkeypatch.setattr(comparison, "judged_speakers", lambda *_: frozenset("1"))
    monkeypatch.setattr(comparison, "timed_clips", lambda *_: [])
    monkeypatch.setattr(comparison, "seconds_per_minute", lambda *_: 1.25)
    monkeypatch.setattr(comparison, "load_model", lambda _: None)
    monkeypatch.setattr(comparison, "parameters", lambda _: 4_600_000)


ASKED = ["compare-models", "--dataset", "ravdess", "--data", "DIR", "--model", "au-mfcc", "--model", "voice-words"]


def test_the_command_prints_one_table(measured: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*ASKED, "--json", str(tmp_path / "report.json")]) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("ravdess, split test, 7 emotions: neutral")
    assert lines[4].startswith(
        "| `au-mfcc` | fused | 300 | 0.800 [0.700, 0.900] | 0.990 | 0.790 [0.700, 0.880] | 0.040 |"
    )
    assert lines[5].endswith("| 1.25 |")
    assert (tmp_path / "report.json").is_file()


def test_models_that_hold_out_other_speakers_are_not_compared(
    measured: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(comparison, "judged_speakers", lambda model, *_: frozenset(model))
    assert main(ASKED) == FAILED
    assert "--split folds" in capsys.readouterr().err


SPEAKERS = ("a", "b", "c")


@pytest.fixture
def folds_made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int, str | None]]:
    """A recipe whose run holds one of three speakers out by fold; what was trained is noted as (seed, fold, init)."""
    made: list[tuple[int, int, str | None]] = []

    def train(recipe: SimpleNamespace, *, out: Path, seed: int, fold: int, init: str | None, **_: Any) -> Path:
        made.append((seed, fold, init))
        speakers = {"ravdess": {"test": list(SPEAKERS[fold - 1 : fold])}}
        out.mkdir(parents=True)
        (out / "card.json").write_text(
            json.dumps({"labels": SEVEN, "training": {"recipe_sha256": recipe.sha256, "speakers": speakers}})
        )
        return out

    recipe = SimpleNamespace(id="own", sha256="1", source="own.toml")
    spoken = SimpleNamespace(utterances=[SimpleNamespace(speaker=speaker) for speaker in SPEAKERS])
    monkeypatch.setattr(trained_module, "open_trainer", lambda _: (train, recipe))
    monkeypatch.setattr(trained_module, "load_dataset", lambda *_: spoken)
    return made


OWN = [
    "compare-models",
    "--dataset",
    "ravdess",
    "--data",
    "DIR/ravdess",
    "--train",
    "own.toml=FOLDS",
    "--split",
    "folds",
]


def test_a_recipe_is_trained_until_everybody_was_held_out_and_no_checkpoint_twice(
    measured: None, folds_made: list[tuple[int, int, str | None]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = [*OWN, "--seed", "1", "--seed", "2", "--out", str(tmp_path)]
    assert main(asked) == DONE
    assert "fused | 300" in capsys.readouterr().out
    assert folds_made == [(seed, fold, f"FOLDS/fold-{fold}") for seed in (1, 2) for fold in (1, 2, 3)]
    assert main(asked) == DONE
    assert len(folds_made) == 6
    card = tmp_path / "own" / "seed-1" / "fold-1" / "card.json"
    card.write_text(card.read_text().replace('"recipe_sha256": "1"', '"recipe_sha256": "2"'))
    assert main(asked) == FAILED
    assert "made by another recipe than own.toml" in capsys.readouterr().err


def test_folds_that_leave_somebody_to_nobody_are_told(
    folds_made: list[tuple[int, int, str | None]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    spoken = SimpleNamespace(utterances=[SimpleNamespace(speaker=speaker) for speaker in (*SPEAKERS, "d")])
    monkeypatch.setattr(trained_module, "load_dataset", lambda *_: spoken)
    with pytest.raises(DatasetError, match="nobody judges d"):
        trained_module.trained(
            "own.toml", dataset="ravdess", data=Path("DIR"), split="folds", out=tmp_path, report=lambda _: None
        )


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        ([], "Nothing to compare"),
        (["--train", "own.toml"], "--train needs --out"),
        (["--train", "own.toml", "--out", "OUT", "--seed", "1", "--seed", "2"], "Several seeds"),
    ],
)
def test_a_comparison_that_lacks_something_is_refused(
    folds_made: list[tuple[int, int, str | None]],
    options: list[str],
    complaint: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["compare-models", "--dataset", "ravdess", "--data", "DIR", *options]) == FAILED
    assert complaint in capsys.readouterr().err
    assert folds_made == []
