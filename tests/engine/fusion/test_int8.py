"""The 8-bit variant of the shipped model beside the model itself."""

import os
from pathlib import Path

import pytest
import torch

from recognition.engine import media
from recognition.engine.features.base import frames_of
from recognition.engine.fusion.base import Hearing, load_model
from recognition.engine.fusion.cards import CHECKPOINTS_DIR
from recognition.engine.fusion.int8 import quantised
from recognition.engine.fusion.linear_int8 import has_dot_products
from recognition.engine.fusion.voice_words import VoiceWordsModel
from recognition.engine.testing import Samples, noise, tone
from recognition.engine.types import Quality, Scores

CLEAN = Quality(snr_db=20.0, clipping=0.0, speech_ratio=1.0)


@pytest.fixture(scope="module")
def model() -> VoiceWordsModel:
    return VoiceWordsModel.load(CHECKPOINTS_DIR / "voice-words")


def _read(model: VoiceWordsModel, samples: Samples, text: str = "What a wonderful day it was") -> Scores:
    return model.read(Hearing(samples, text, 0.9, "en", CLEAN, len(samples) / 16_000)).scores


def test_its_scores_are_nearly_those_of_the_model_and_sum_to_one(model: VoiceWordsModel) -> None:
    variant = quantised(model)
    whole, eighth = _read(model, noise(1.4, seed=2)), _read(variant, noise(1.4, seed=2))
    for stream in ("voice", "words", "fused"):
        scores = getattr(eighth, stream)
        assert sum(scores.values()) == pytest.approx(1.0)
        assert scores == pytest.approx(getattr(whole, stream), abs=0.05)
    assert eighth.words != whole.words


def test_convolutions_are_eight_bit_and_the_model_stays_as_it_is(model: VoiceWordsModel) -> None:
    before = _read(model, tone(1.0))
    variant = quantised(model)
    weights = [part for part in variant.voice_branch.trunk.parameters() if part.dtype is torch.int8]
    assert [len(part) for part in weights] == [128, 256, 256, 512, 512], (
        "all but the first, which has one channel to hear"
    )
    assert _read(model, tone(1.0)) == before


def test_analyses_read_with_it_and_a_window_alone_as_beside_others(model: VoiceWordsModel) -> None:
    """So a segment that is read again, or in another process, has the same scores to the last digit."""
    shipped = load_model("voice-words")
    assert isinstance(shipped, VoiceWordsModel)
    samples = noise(7.0, seed=3)
    if has_dot_products():  # else words are read in 32 bits
        assert _read(shipped, samples) == _read(quantised(model), samples)
    heard = shipped.windows(frames_of(shipped.extract, samples, None))
    with torch.inference_mode():
        together = shipped.voice_branch(heard).logits
        alone = torch.cat([shipped.voice_branch(window[None]).logits for window in heard])
    torch.testing.assert_close(alone, together, atol=1e-5, rtol=0)


@pytest.mark.data
def test_on_real_speech_the_answers_stay(model: VoiceWordsModel) -> None:
    if "EMOTION_DATA" not in os.environ:
        pytest.skip("EMOTION_DATA is not set")
    actors = Path(os.environ["EMOTION_DATA"]) / "ravdess"
    variant = quantised(model)
    for path in sorted((actors / "Actor_02").iterdir())[::15]:
        samples = _sound(path)
        whole, eighth = _read(model, samples).fused, _read(variant, samples).fused
        assert eighth == pytest.approx(whole, abs=0.05)


def _sound(path: Path) -> Samples:
    with media.decode(path) as pcm:
        return pcm.read()
