"""Explanations by the shipped model."""

from itertools import pairwise

import numpy as np
import pytest
import torch

from recognition.engine.explain import STRETCH_S, explain
from recognition.engine.features.log_mel import level
from recognition.engine.fusion.base import Explainable, Hearing, load_model
from recognition.engine.fusion.voice_words import VoiceWordsModel
from recognition.engine.testing import Samples, noise, tone
from recognition.engine.types import Explanation, Quality

CLEAN = Quality(snr_db=20.0, clipping=0.0, speech_ratio=1.0)


@pytest.fixture(scope="module")
def model() -> VoiceWordsModel:
    loaded = load_model("voice-words")
    assert isinstance(loaded, Explainable)
    assert isinstance(loaded, VoiceWordsModel)
    return loaded


def _hearing(samples: Samples, text: str = "", language: str = "en") -> Hearing:
    return Hearing(samples, text, 0.9 if text else None, language, CLEAN, len(samples) / 16_000)


def _explained(model: VoiceWordsModel, hearing: Hearing, label: str) -> Explanation:
    return explain(model, hearing, words=hearing.text.split(), label=label, start_s=10.0)


def test_the_word_that_carries_the_emotion_matters_most(model: VoiceWordsModel) -> None:
    explanation = _explained(model, _hearing(tone(1.0), "We went there and I was so happy today"), "happy")
    assert explanation.words is not None
    assert [word.index for word in explanation.words] == list(range(9))
    decisive = max(explanation.words, key=lambda word: word.effect)
    assert decisive.text == "happy"
    assert decisive.effect > 0.1


def test_stretches_of_a_quarter_second_tile_the_segment(model: VoiceWordsModel) -> None:
    stretches = _explained(model, _hearing(noise(1.3)), "neutral").voice
    assert len(stretches) == 5
    assert (stretches[0].start_s, stretches[-1].end_s) == (10.0, 11.3)
    assert all(before.end_s == after.start_s for before, after in pairwise(stretches))
    assert all(stretch.end_s - stretch.start_s == pytest.approx(STRETCH_S, abs=0.05) for stretch in stretches)


def test_an_effect_is_the_fall_of_the_log_probability_of_the_answer(model: VoiceWordsModel) -> None:
    """Over several windows: the shortcut that hears touched windows alone gives what hearing everything again gives."""
    samples = np.concatenate([noise(2.0, level=0.02), tone(1.5), noise(1.1, seed=1)])
    hearing = _hearing(samples)
    third = _explained(model, hearing, "sad").voice[2]
    frames = model.extract(level(samples)).float()
    edges = [round(len(frames) * place / 18) for place in (2, 3)]
    masked = frames.clone()
    masked[edges[0] : edges[1]] = frames.mean(dim=0)
    sad = model.labels.index("sad")
    with torch.inference_mode():
        whole, without = (model.hear(heard).logits.log_softmax(dim=1)[0, sad] for heard in (frames, masked))
    assert third.effect == pytest.approx(float(whole - without), abs=2e-4)
    assert third.effect != 0.0


def test_what_is_like_everything_else_has_no_effect(model: VoiceWordsModel, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of frames that are all alike: in silence the detector's are not, for it has to find its way into it first."""
    heard = model.extract
    monkeypatch.setattr(model, "extract", lambda samples: heard(samples)[:1].expand(98, -1))
    assert {stretch.effect for stretch in _explained(model, _hearing(tone(1.0)), "sad").voice} == {0.0}


def test_the_only_word_is_compared_with_the_voice_alone(model: VoiceWordsModel) -> None:
    explanation = _explained(model, _hearing(tone(1.0), "wonderful"), "happy")
    assert explanation.words is not None
    assert explanation.words[0].effect > 0.1


@pytest.mark.parametrize(("text", "language"), [("", "en"), ("jestem szczęśliwy", "pl")])
def test_words_that_did_not_speak_are_not_explained(model: VoiceWordsModel, text: str, language: str) -> None:
    assert _explained(model, _hearing(tone(1.0), text, language), "happy").words is None


def test_the_same_segment_has_the_same_explanation(model: VoiceWordsModel) -> None:
    hearing = _hearing(noise(1.2), "so what")
    assert _explained(model, hearing, "angry") == _explained(model, hearing, "angry")


def test_an_explanation_reads_back(model: VoiceWordsModel) -> None:
    explanation = _explained(model, _hearing(noise(0.6), "oh no"), "sad")
    assert Explanation.from_json(explanation.to_json()) == explanation
