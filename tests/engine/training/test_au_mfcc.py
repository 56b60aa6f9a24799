"""A whole training run of `au-mfcc` on a corpus made on the spot: faces that smile and voices that differ."""

import csv
from pathlib import Path

import numpy as np
import pytest
import torch

from recognition.engine.datasets.ravdess import EMOTIONS
from recognition.engine.errors import DatasetError, EngineError
from recognition.engine.evaluation.evaluate import evaluate
from recognition.engine.features.action_units import COLUMNS
from recognition.engine.fusion.base import Hearing, load_model
from recognition.engine.fusion.cards import read_card
from recognition.engine.testing import noise, tone, write_wav
from recognition.engine.training.base import open_trainer
from recognition.engine.types import Quality

RECIPE = """
architecture = "au-mfcc"
id = "tiny-faces"
version = "0.0.1"
task = "a test"
labels = ["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"]
voice_of = "voice-words"
[net]
epochs = 60
average_epochs = 10
learning_rate = 0.01
"""
HELD_OUT, CALIBRATION, TRAINING = "02", "03", ("10", "11")  # of the published fold 1
QUALITY = Quality(snr_db=30.0, clipping=0.0, speech_ratio=1.0)


def write_ravdess(data: Path) -> None:
    """Each emotion is a pitch and an action unit of its own."""
    rows = []
    for actor in (HELD_OUT, CALIBRATION, *TRAINING):
        folder = data / "ravdess" / f"Actor_{actor}"
        folder.mkdir(parents=True)
        for number in EMOTIONS:
            samples = tone(0.7, frequency_hz=150.0 * int(number)) + noise(0.7, level=0.01, seed=int(actor))
            write_wav(folder / f"03-01-{number}-01-01-01-{actor}.wav", samples)
            shown = {column: 2.0 * (index == int(number)) for index, column in enumerate(COLUMNS)}
            rows.append({**shown, "name": f"01-01-{number}-01-01-01-{actor}"})
    table = data / "openface" / "ravdess_action_units_mean.csv"
    table.parent.mkdir()
    with table.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, [*COLUMNS, "name"], delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    write_ravdess(folder)
    (folder / "tiny.toml").write_text(RECIPE)
    return folder


@pytest.fixture(scope="module")
def checkpoint(data: Path) -> Path:
    train, recipe = open_trainer(str(data / "tiny.toml"))
    return train(recipe, data=data, out=data / "out" / "fold-1", cache=data / "cache", report=lambda _: None)


def test_it_ends_in_a_checkpoint_that_says_what_it_is(checkpoint: Path) -> None:
    card = read_card(checkpoint)
    assert card["modalities"] == ["voice", "face"]
    assert card["training"]["speakers"]["ravdess"] == {"calibration": [CALIBRATION], "test": [HELD_OUT]}
    assert card["architecture"]["branches_of"] == "voice-words"  # its trunk is not stored twice
    assert card["bytes"] < 1_500_000
    assert set(card["calibration"]["temperature"]) == {
        f"{stream}{suffix}" for stream in ("voice", "face", "fused") for suffix in ("", "_centred")
    }
    assert (checkpoint / "curves.png").is_file()


def test_it_reads_a_face_and_a_voice_and_says_how_much_each_counted(checkpoint: Path) -> None:
    model = load_model(str(checkpoint))
    face = np.zeros(len(COLUMNS), dtype=np.float32)
    reading = model.read(Hearing(tone(1.0), "", None, "en", QUALITY, 1.0, action_units=face))
    for scores in (reading.scores.voice, reading.scores.face, reading.scores.fused):
        assert scores is not None
        assert sum(scores.values()) == pytest.approx(1.0)
    assert sum(reading.weights.values()) == pytest.approx(1.0, abs=1e-3)
    assert reading.scores.words is None


def test_without_a_face_the_voice_answers_alone(checkpoint: Path) -> None:
    reading = load_model(str(checkpoint)).read(Hearing(tone(1.0), "", None, "en", QUALITY, 1.0))
    assert reading.scores.face is None
    assert reading.scores.fused == reading.scores.voice
    assert reading.weights == {"voice": 1.0, "face": 0.0}


def test_a_long_segment_is_read_too(checkpoint: Path) -> None:
    reading = load_model(str(checkpoint)).read(Hearing(tone(9.0), "", None, "en", QUALITY, 9.0))
    assert reading.scores.voice is not None


def test_evaluation_tells_each_stream_alone_and_against_its_speaker(checkpoint: Path, data: Path) -> None:
    report = evaluate(
        str(checkpoint), dataset="ravdess", data=data / "ravdess", cache=data / "cache", progress=lambda *_: None
    )
    assert set(report["streams"]) == {"voice", "face", "fused", "voice_centred", "face_centred", "fused_centred"}
    face = report["streams"]["face"]
    assert face["examples"] == len(EMOTIONS)
    assert face["wa"] > 0.5  # what a face shows is plain here
    assert face["wa"] <= face["top_5"] <= 1.0


def test_every_speaker_is_judged_by_the_checkpoint_that_held_that_speaker_out(checkpoint: Path, data: Path) -> None:
    with pytest.raises(DatasetError, match="held out"):
        evaluate(
            str(checkpoint),
            dataset="ravdess",
            data=data / "ravdess",
            split="folds",
            folds=[checkpoint.parent],
            cache=data / "cache",
            progress=lambda *_: None,
        )


def test_the_same_seed_gives_the_same_weights(checkpoint: Path, data: Path) -> None:
    train, recipe = open_trainer(str(data / "tiny.toml"))
    again = train(recipe, data=data, out=data / "again", cache=data / "cache", report=lambda _: None)
    assert read_card(again)["sha256"] == read_card(checkpoint)["sha256"]
    torch.set_grad_enabled(True)


def test_a_voice_that_knows_the_test_speakers_is_refused(data: Path) -> None:
    train, recipe = open_trainer(str(data / "tiny.toml"))
    with pytest.raises(EngineError, match="trained on speakers of ravdess") as refusal:
        train(recipe, data=data, out=data / "leak", cache=data / "cache", fold=3, report=lambda _: None)
    assert refusal.value.code == "heard_before"


def test_without_action_units_it_says_where_they_belong(tmp_path: Path, data: Path) -> None:
    (tmp_path / "ravdess").symlink_to(data / "ravdess")
    train, recipe = open_trainer(str(data / "tiny.toml"))
    with pytest.raises(DatasetError, match="openface/"):
        train(recipe, data=tmp_path, out=tmp_path / "out", cache=data / "cache", report=lambda _: None)


@pytest.mark.parametrize(
    ("line", "complaint"),
    [('architecture = "nothing"', "nothing"), ("[net]\nepoch = 3", "epoch"), ('labels = ["joy"]', "joy")],
)
def test_a_recipe_that_is_wrong_is_refused(tmp_path: Path, line: str, complaint: str) -> None:
    kept = [own for own in RECIPE.splitlines() if own and not own.startswith((line.split()[0], "["))]
    path = tmp_path / "wrong.toml"
    path.write_text(
        "\n".join([*(own for own in kept if "=" in own and "epochs" not in own and "rate" not in own), line])
    )
    with pytest.raises(EngineError, match=complaint):
        open_trainer(str(path))
