from dataclasses import replace

import pytest
import torch

from recognition.engine.datasets.base import Utterance
from recognition.engine.fusion.branches import VoiceBranch
from recognition.engine.training.corpus import Clip
from recognition.engine.training.recipe import HeadsRecipe, VoiceRecipe
from recognition.engine.training.second_head import as_drawn, fit_second_head
from recognition.engine.training.voice import voice_outputs
from recognition.engine.types import Quality

LABELS = ("neutral", "happy", "sad")
HEADS = HeadsRecipe(corpora=("made",), augmentations=("light",))
COURSE = VoiceRecipe(corpora=("made",), epochs=1, batch=4)


def _clip(number: int, corpus: str = "made") -> Clip:
    """Each emotion is louder in bands of its own."""
    chance = torch.Generator().manual_seed(number)
    frames = -2.0 + 0.3 * torch.randn(40 + number % 7, 64, generator=chance)
    frames[:, 20 * (number % 3) : 20 * (number % 3 + 1)] += 2.0
    utterance = Utterance(id=str(number), labels=(LABELS[number % 3],), speaker=str(number % 4))
    return Clip(utterance, corpus, frames.half(), Quality(snr_db=20.0, clipping=0.0, speech_ratio=1.0))


@pytest.fixture(scope="module")
def clips() -> list[Clip]:
    return [_clip(number) for number in range(24)]


@pytest.fixture
def voice() -> VoiceBranch:
    torch.manual_seed(1)
    return VoiceBranch(len(LABELS)).eval()


def _fit(voice: VoiceBranch, clips: list[Clip], recipe: HeadsRecipe = HEADS) -> torch.nn.Linear:
    pooled = voice_outputs(voice, clips).pooled
    assert pooled is not None
    return fit_second_head(voice, pooled, clips, labels=LABELS, course=COURSE, recipe=recipe, seed=1)


def test_a_second_head_reads_strangers_with_a_trunk_whose_own_head_knows_nothing(
    voice: VoiceBranch, clips: list[Clip]
) -> None:
    strangers = [_clip(number) for number in range(100, 118)]
    truth = [number % 3 for number in range(100, 118)]
    alone = voice_outputs(voice, strangers).logits.argmax(dim=1).tolist()
    voice.second_head = _fit(voice, clips)
    assert alone != truth
    assert voice_outputs(voice, strangers).logits.argmax(dim=1).tolist() == truth


def test_the_answer_is_the_mean_of_both_heads_and_comes_back_from_its_weights(
    voice: VoiceBranch, clips: list[Clip]
) -> None:
    frames = clips[0].frames.float()[None]
    with torch.inference_mode():
        first = voice(frames)
        voice.second_head = _fit(voice, clips)
        expected = (first.logits + voice.second_head(first.pooled)) / 2
        again = VoiceBranch.of_state(voice.state_dict())
        torch.testing.assert_close(voice(frames).logits, expected)
        torch.testing.assert_close(again(frames).logits, expected)


def test_it_hears_each_of_the_ways_of_augmenting(voice: VoiceBranch, clips: list[Clip]) -> None:
    light, both = _fit(voice, clips), _fit(voice, clips, replace(HEADS, augmentations=("light", "rooms")))
    torch.testing.assert_close(light.weight, _fit(voice, clips).weight, msg="chance is the seed's")
    assert not torch.allclose(light.weight, both.weight)


def test_a_clip_counts_as_often_as_an_epoch_draws_it(clips: list[Clip]) -> None:
    others = [_clip(number, "other") for number in range(8)]
    assert as_drawn([*clips, *others], {"made": 6, "other": 100}).tolist() == [0.25] * 24 + [1.0] * 8
