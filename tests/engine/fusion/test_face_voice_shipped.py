"""The shipped models that read the face of a film beside the voice, on the one face of the fixtures."""

from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image

from recognition.engine.fusion.base import EmotionModel, Hearing, load_model
from recognition.engine.fusion.cards import CHECKPOINTS_DIR, model_ids, read_card
from recognition.engine.testing import tone
from recognition.engine.training.mfer_recipe import load_mfer_recipe
from recognition.engine.training.recipe import RECIPES_DIR
from recognition.engine.types import Quality
from tests.films import PORTRAIT

MODELS = [model for model in model_ids() if read_card(CHECKPOINTS_DIR / model)["architecture"]["name"] == "face-voice"]
EVERY = pytest.mark.parametrize("model", MODELS)
GLAD = Hearing(
    tone(1.5), "I am so happy about it", 0.9, "en", Quality(snr_db=30.0, clipping=0.0, speech_ratio=1.0), 1.5
)


@cache
def opened(model: str) -> EmotionModel:
    return load_model(model)


def smiling() -> np.ndarray:
    """Fifteen pictures of one face, which smiles."""
    with Image.open(PORTRAIT) as picture:
        portrait = np.asarray(picture.convert("RGB"))
    height, width = portrait.shape[:2]
    face = portrait[int(0.2 * height) : int(0.8 * height), int(0.2 * width) : int(0.8 * width)]
    return np.repeat(cv2.resize(face, (224, 224))[None], 15, axis=0)


def test_all_three_are_shipped() -> None:
    assert MODELS == ["face-voice-ia", "face-voice-it", "face-voice-lt"]


@EVERY
def test_voice_words_face_and_all_together_answer(model: str) -> None:
    reading = opened(model).read(replace(GLAD, pictures=smiling()))
    assert reading.scores.voice is not None
    assert reading.scores.words is not None
    assert max(reading.scores.words, key=lambda emotion: reading.scores.words[emotion]) == "happy"  # type: ignore[index]
    assert reading.scores.face is not None
    assert reading.scores.face["happy"] > 0.5
    assert all(reading.weights[stream] > 0 for stream in ("voice", "words", "face"))


@EVERY
def test_glad_words_and_a_smile_make_it_gladder(model: str) -> None:
    def gladness(hearing: Hearing) -> float:
        fused = opened(model).read(hearing).scores.fused
        assert fused is not None
        return fused["happy"]

    silent = replace(GLAD, text="", asr_confidence=None)
    assert gladness(GLAD) > gladness(silent)
    assert gladness(replace(silent, pictures=smiling())) > gladness(silent)


@pytest.mark.parametrize("model", [*MODELS, "mfer"])
def test_its_card_says_that_pairs_are_strangers(model: str) -> None:
    card = read_card(CHECKPOINTS_DIR / model)
    assert any("strangers" in limit for limit in card["limits"])
    assert {(entry["dataset"], entry["split"]) for entry in card["metrics"]} >= {
        ("ravdess", "test"),
        ("ferplus", "test"),
        ("pairs", "test"),
    }


@EVERY
def test_it_looks_through_the_shipped_efficient_face_and_says_what_answers_without_a_face(model: str) -> None:
    card = read_card(CHECKPOINTS_DIR / model)
    face = read_card(CHECKPOINTS_DIR / "efficient-face")
    assert (card["architecture"]["face_of"], card["architecture"]["face_sha256"]) == (face["id"], face["sha256"])
    without = card["calibration"]["without_face"]
    assert without["voice"]["wa"] >= without["net"]["wa"], "the voice's own head answers"


def test_mfer_sees_the_smile_and_is_what_its_recipe_makes() -> None:
    reading = opened("mfer").read(replace(GLAD, pictures=smiling()))
    assert reading.scores.words is None
    assert reading.scores.face is not None
    assert max(reading.scores.face, key=lambda emotion: reading.scores.face[emotion]) == "happy"  # type: ignore[index]
    assert reading.scores.fused not in (reading.scores.voice, reading.scores.face)
    card = read_card(CHECKPOINTS_DIR / "mfer")
    assert card["training"]["recipe_sha256"] == load_mfer_recipe(str(RECIPES_DIR / "mfer.toml")).sha256
