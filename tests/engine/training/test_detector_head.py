from collections.abc import Sequence
from dataclasses import replace

import pytest
import torch

from recognition.engine.datasets.base import Utterance
from recognition.engine.features.speech_detector import STATES_DIM, pooled_states
from recognition.engine.fusion.branches import DETECTOR_SHARE, VoiceBranch
from recognition.engine.training.corpus import Clip
from recognition.engine.training.detector_head import fit_detector_head
from recognition.engine.training.recipe import HeadsRecipe
from recognition.engine.types import Quality

LABELS = ("neutral", "happy", "sad")
HEADS = HeadsRecipe(corpora=("made",), detector=True)
TRUNK_DIM = 64


def _states(number: int, *, moved: int = 0) -> torch.Tensor:
    """Each emotion has dimensions of its own, and every frame is speech."""
    states = torch.randn(40 + number % 7, STATES_DIM, generator=torch.Generator().manual_seed(number))
    first = 80 * ((number + moved) % 3)
    states[:, first : first + 80] += 1.0
    states[:, -1] = 0.9
    return states


def _clip(number: int, corpus: str = "made") -> Clip:
    utterance = Utterance(id=str(number), labels=(LABELS[number % 3],), speaker=str(number % 4))
    return Clip(utterance, corpus, _states(number).half(), Quality(snr_db=20.0, clipping=0.0, speech_ratio=1.0))


@pytest.fixture(scope="module")
def clips() -> list[Clip]:
    return [_clip(number) for number in range(24)]


def _fit(clips: list[Clip], spoilt: Sequence[Clip] = (), recipe: HeadsRecipe = HEADS) -> torch.nn.Linear:
    return fit_detector_head(clips, spoilt, labels=LABELS, recipe=recipe, seed=1)


def _answers(head: torch.nn.Linear, numbers: range) -> list[int]:
    pooled = torch.cat([pooled_states(_states(number)[None]) for number in numbers])
    return [int(answer) for answer in head(pooled).argmax(dim=1)]


def test_it_reads_states_that_it_was_not_fitted_on(clips: list[Clip]) -> None:
    assert _answers(_fit(clips), range(100, 118)) == [number % 3 for number in range(100, 118)]


def _sureness(head: torch.nn.Linear) -> float:
    """Of the right answer to a state in which that emotion never shows among clean clips."""
    return float(head(pooled_states(_states(103, moved=1)[None])).detach().softmax(dim=1)[0, 103 % 3])


def test_takes_are_learnt_from_beside_the_clean_clip(clips: list[Clip]) -> None:
    taken = [replace(clip, takes=(_states(number, moved=1).half(),) * 2) for number, clip in enumerate(clips)]
    assert _sureness(_fit(taken)) > 2 * _sureness(_fit(clips))


def test_damaged_clips_are_learnt_from_too_where_something_was_left_of_them(clips: list[Clip]) -> None:
    spoilt = [replace(clip, frames=_states(number, moved=1).half()) for number, clip in enumerate(clips)]
    assert _sureness(_fit(clips, spoilt[:9])) > 1.5 * _sureness(_fit(clips))


def test_a_corpus_that_is_drawn_less_counts_less(clips: list[Clip]) -> None:
    rare = replace(HEADS, corpora=("made", "rare"), clips_per_epoch={"rare": 1})
    contrary = [replace(_clip(number), corpus="rare", frames=_states(number, moved=1).half()) for number in range(24)]
    assert _answers(_fit([*clips, *contrary], recipe=rare), range(100, 118)) == [
        number % 3 for number in range(100, 118)
    ]


def test_the_answer_is_that_of_the_trunks_head_and_a_share_of_this_ones_and_comes_back_from_its_weights(
    clips: list[Clip],
) -> None:
    torch.manual_seed(1)
    voice = VoiceBranch(len(LABELS)).eval()
    states = _states(3)[None]
    frames = torch.cat([torch.randn(1, states.shape[1], TRUNK_DIM), states], dim=2)
    with torch.inference_mode():
        before = voice(frames).logits
        voice.detector_head = _fit(clips)
        expected = (1 - DETECTOR_SHARE) * before + DETECTOR_SHARE * voice.detector_head(pooled_states(states))
        torch.testing.assert_close(voice(frames).logits, expected)
        torch.testing.assert_close(VoiceBranch.of_state(voice.state_dict())(frames).logits, expected)
