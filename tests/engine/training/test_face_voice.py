"""Voices and strangers' faces that carry one emotion, and words beside: a training run, and what it reads."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from recognition.engine.datasets.ravdess import EMOTIONS
from recognition.engine.evaluation.evaluate import evaluate
from recognition.engine.fusion.base import Hearing, Reading, load_model
from recognition.engine.fusion.cards import read_card
from recognition.engine.fusion.face_voice import FaceVoiceModel, in_labels, joined, moments
from recognition.engine.reading import reads_words
from recognition.engine.testing import noise, tone, write_wav
from recognition.engine.training.base import open_trainer
from recognition.engine.training.face_films import films_of
from recognition.engine.training.face_voice_calibration import fit_weight
from recognition.engine.training.face_voice_data import Side, latent
from recognition.engine.training.face_voice_recipe import FaceVoiceNetRecipe
from recognition.engine.types import Quality
from tests.engine.datasets.layouts import file, shown_faces

ACTORS = HELD_OUT, CALIBRATION, *TRAINING = "02", "03", "10", "11"  # of the published fold 1
RECIPE = """
architecture = "face-voice"
id = "tiny-pairs"
version = "0.0.1"
task = "a test"
labels = ["neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised"]
words_of = "voice-words"
[net]
pairing = "latent"
fusion = "it"
pool_stride = 2
voice_epochs = 1
epochs = 1
pairs = 32
faces_each = 2
views = 1
sample_duration = 3
sample_size = 48
optimiser = "adamw"
learning_rate = 1e-3
average_epochs = 1
calibration_pairs = 48
"""
LABELS = ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")
QUALITY = Quality(snr_db=30.0, clipping=0.0, speech_ratio=1.0)
HEARD = Hearing(tone(1.2), "", None, "en", QUALITY, 1.2)
GLAD = replace(HEARD, text="I am so happy, what a wonderful day", asr_confidence=0.9)
PICTURES = np.random.default_rng(1).integers(0, 256, (15, 224, 224, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for actor in ACTORS:
        for number in EMOTIONS:
            path = folder / "ravdess" / f"Actor_{actor}" / f"03-01-{number}-01-01-01-{actor}.wav"
            path.parent.mkdir(parents=True, exist_ok=True)
            write_wav(path, tone(0.7, frequency_hz=150.0 * int(number)) + noise(0.7, level=0.01, seed=int(actor)))
    shown_faces(folder / "ferplus", 2)
    file(folder / "goemotions" / "emotions.txt", "anger\njoy\nsadness\n")
    texts = (
        "I hate this\t0",
        "What a joy\t1",
        "I feel so sad today\t2",
        "It is a table\t3",
        "The train leaves at six\t3",
    )
    for split in ("train", "dev", "test"):
        file(folder / "goemotions" / f"{split}.tsv", "".join(f"{text}\t{row}\n" for row, text in enumerate(texts)))
    (folder / "tiny.toml").write_text(RECIPE)
    return folder


@pytest.fixture(scope="module")
def checkpoint(data: Path) -> Path:
    train, recipe = open_trainer(str(data / "tiny.toml"))
    return train(recipe, data=data, out=data / "out", cache=data / "cache", report=lambda _: None)


@pytest.fixture(scope="module")
def model(checkpoint: Path) -> FaceVoiceModel:
    loaded = load_model(str(checkpoint))
    assert isinstance(loaded, FaceVoiceModel)
    return loaded


def adds_up(reading: Reading) -> bool:
    said = (reading.scores.voice, reading.scores.words, reading.scores.face, reading.scores.fused)
    whole = all(sum(scores.values()) == pytest.approx(1.0) for scores in said if scores is not None)
    return whole and sum(reading.weights.values()) == pytest.approx(1.0, abs=1e-3)


def test_the_card_says_what_is_borrowed_and_that_pairs_are_strangers(checkpoint: Path) -> None:
    card = read_card(checkpoint)
    assert card["modalities"] == ["voice", "words", "face"]
    assert card["architecture"]["words_of"] == "voice-words"
    assert card["training"]["speakers"]["pairs"] == {"calibration": [CALIBRATION], "test": [HELD_OUT]}
    assert {one["name"] for one in card["datasets"]} == {"ravdess", "ferplus", "goemotions"}
    assert any("strangers" in limit for limit in card["limits"])
    assert 0 <= card["calibration"]["words_weight"] <= 2


def test_the_card_tells_what_held_out_people_were_read_as(checkpoint: Path) -> None:
    calibration = read_card(checkpoint)["calibration"]
    assert set(calibration["pairs"]) == {"voice", "face", "fused"}
    assert set(calibration["without_face"]) == {"voice", "net"}
    for own in (*calibration["pairs"].values(), *calibration["without_face"].values()):
        assert 0 <= own["wa"] <= 1
        assert own["nll"] > 0


def test_voice_words_and_face_are_streams_of_their_own(model: FaceVoiceModel) -> None:
    reading = model.read(replace(GLAD, pictures=PICTURES))
    assert reading.scores.voice is not None
    assert reading.scores.words is not None
    assert reading.scores.words["happy"] > 0.5
    assert reading.scores.face is not None
    assert adds_up(reading)
    assert reads_words(model)


def test_without_a_face_voice_and_words_answer(model: FaceVoiceModel) -> None:
    reading = model.read(GLAD)
    assert reading.scores.face is None
    assert reading.weights["face"] == 0
    assert adds_up(reading)


@pytest.mark.parametrize(
    "hearing",
    [HEARD, replace(GLAD, language="de"), replace(GLAD, asr_confidence=0.3)],
    ids=["no words", "another language", "unsure words"],
)
def test_words_that_cannot_be_relied_on_count_for_nothing(model: FaceVoiceModel, hearing: Hearing) -> None:
    reading, silent = model.read(hearing), model.read(HEARD)
    assert reading.weights["words"] == 0
    assert reading.scores.fused == silent.scores.fused
    assert adds_up(reading)


def test_the_tuned_weight_of_words_is_that_which_fits() -> None:
    truth = torch.arange(8).repeat(4)
    unsure, right = torch.zeros(32, 8), torch.full((32, 8), 0.02)
    right[torch.arange(32), truth] = 0.86
    assert fit_weight(unsure, right, truth, LABELS) > 1
    assert fit_weight(unsure, right.roll(1, dims=1), truth, LABELS) < 0.1
    absent = right.clone()
    absent[::2] = torch.nan
    assert fit_weight(unsure, absent, truth, LABELS) > 1


def test_neutral_words_leave_the_answer_as_it_is() -> None:
    fused, neutral = torch.randn(8), torch.tensor([0.5, 0.5, 0, 0, 0, 0, 0, 0])
    assert torch.allclose(joined(fused, neutral, 1.0, LABELS), fused.softmax(dim=0), atol=1e-4)


def test_words_that_cannot_tell_calm_from_neutral_are_both() -> None:
    own = ("neutral", "happy", "sad", "angry", "fearful", "disgust", "surprised")
    (scores,) = in_labels(torch.tensor([[0.6, 0.4, 0, 0, 0, 0, 0]]), own, LABELS)
    assert scores.tolist() == pytest.approx([0.3, 0.3, 0.4, 0, 0, 0, 0, 0])


def test_evaluation_on_pairs_tells_each_stream_and_what_both_gain(checkpoint: Path, data: Path) -> None:
    report = evaluate(str(checkpoint), dataset="pairs", data=data, cache=data / "cache", progress=lambda *_: None)
    assert set(report["streams"]) == {"voice", "face", "fused"}
    assert report["streams"]["fused"]["examples"] == len(EMOTIONS)
    assert set(report["streams"]["fused"]["beside"]) == {"voice", "face"}
    assert report["unseen"] is True


def test_evaluation_of_faces_alone_tells_the_face(checkpoint: Path, data: Path) -> None:
    report = evaluate(str(checkpoint), dataset="ferplus", data=data / "ferplus", progress=lambda *_: None)
    assert set(report["streams"]) == {"face"}
    assert report["left_out"] == 2  # contempt has no name here


def test_the_same_seed_gives_the_same_weights(checkpoint: Path, data: Path) -> None:
    train, recipe = open_trainer(str(data / "tiny.toml"))
    again = train(recipe, data=data, out=data / "again", cache=data / "cache", report=lambda _: None)
    assert read_card(again)["sha256"] == read_card(checkpoint)["sha256"]


def test_pairs_carry_their_emotion_in_voice_or_face_and_calm_in_the_voice() -> None:
    face_labels = torch.tensor([0, 2, 3, 4, 5, 6, 7])
    side = Side([], torch.arange(8), torch.zeros(7, 1, 1, 1), face_labels)
    drawn = latent(side, LABELS, FaceVoiceNetRecipe(pairing="latent"), 2000, torch.Generator().manual_seed(1))
    assert ((drawn.voice == drawn.fused) | (drawn.face == drawn.fused)).all()
    assert ((drawn.voice == drawn.fused) | (drawn.voice == 0)).all()
    assert (drawn.face[drawn.fused == 1] == 0).all()
    assert torch.equal(side.seen[drawn.faces], drawn.face)
    carried = (drawn.voice == drawn.fused)[drawn.fused > 1].float().mean()
    assert carried == pytest.approx(0.8, abs=0.05)


def test_a_still_face_becomes_a_film_that_moves_and_is_still_that_face() -> None:
    torch.manual_seed(1)
    still = torch.zeros(4, 48, 48, dtype=torch.uint8)
    still[:, 12:36, 12:36] = 200
    films = films_of(still, 15)
    assert films.shape == (4, 15, 48, 48)
    assert films.dtype == torch.uint8
    assert (films.float().diff(dim=1).abs().mean(dim=(1, 2, 3)) > 0.5).all()
    assert (films[:, :, 20:28, 20:28].float().mean() > films[:, :, :4, :4].float().mean() + 50).all()


def test_moments_are_evenly_spaced_whatever_there_is() -> None:
    assert moments(15, 15).tolist() == list(range(15))
    assert moments(15, 3).tolist() == [0, 7, 14]
    assert moments(1, 3).tolist() == [0, 0, 0]
