"""The 8-bit variant of the shipped model beside the model itself."""

import os
from pathlib import Path

import pytest
import torch

from recognition.engine import media
from recognition.engine.features.log_mel import level, log_mel
from recognition.engine.fusion.base import Hearing
from recognition.engine.fusion.cards import CHECKPOINTS_DIR
from recognition.engine.fusion.int8 import quantised
from recognition.engine.fusion.voice_words import VoiceWordsModel
from recognition.engine.testing import Samples, noise, tone
from recognition.engine.types import Quality, Scores

CLEAN = Quality(snr_db=20.0, clipping=0.0, speech_ratio=1.0)


@pytest.fixture(scope="module")
def model() -> VoiceWordsModel:
    return VoiceWordsModel.load(CHECKPOINTS_DIR / "voice-words")


def _read(model: VoiceWordsModel, samples: Samples, text: str = "What a wonderful day it was") -> Scores:
    return model.read(Hearing(samples, text, 0.9, "en", CLEAN, len(samples) / 16_000)).scores


def _sounds() -> list[torch.Tensor]:
    return [
        log_mel(level(sound)) for sound in (tone(1.2), tone(1.5, frequency_hz=200.0), noise(2.0), noise(1.0, seed=4))
    ]


def test_its_scores_are_nearly_those_of_the_model_and_sum_to_one(model: VoiceWordsModel) -> None:
    variant = quantised(model, _sounds())
    whole, eighth = _read(model, noise(1.4, seed=2)), _read(variant, noise(1.4, seed=2))
    for stream in ("voice", "words", "fused"):
        scores = getattr(eighth, stream)
        assert sum(scores.values()) == pytest.approx(1.0)
        assert scores == pytest.approx(getattr(whole, stream), abs=0.1)


def test_convolutions_and_words_are_eight_bit_and_the_model_stays_as_it_is(model: VoiceWordsModel) -> None:
    before = _read(model, tone(1.0))
    variant = quantised(model, _sounds()[:1])
    kinds = {type(layer).__module__ for layer in variant.voice_branch.trunk.modules()}
    assert any("quantized" in kind for kind in kinds)
    assert variant.reader is not None
    assert any("quantized.dynamic" in type(layer).__module__ for layer in variant.reader.branch.modules())
    assert _read(model, tone(1.0)) == before


@pytest.mark.data
def test_on_real_speech_the_answers_stay(model: VoiceWordsModel) -> None:
    if "EMOTION_DATA" not in os.environ:
        pytest.skip("EMOTION_DATA is not set")
    actors = Path(os.environ["EMOTION_DATA"]) / "ravdess"
    calibration = [log_mel(level(_sound(path))) for path in sorted((actors / "Actor_03").iterdir())[::5]]
    variant = quantised(model, calibration)
    for path in sorted((actors / "Actor_02").iterdir())[::15]:
        samples = _sound(path)
        whole, eighth = _read(model, samples).fused, _read(variant, samples).fused
        assert eighth == pytest.approx(whole, abs=0.05)


def _sound(path: Path) -> Samples:
    with media.decode(path) as pcm:
        return pcm.read()
