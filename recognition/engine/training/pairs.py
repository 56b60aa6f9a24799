"""Latent-emotion pairs: fusion is trained on them, because no data set at hand carries emotion in voice and words at once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from recognition.engine.fusion.branches import BranchOutput
from recognition.engine.labels import NEUTRAL
from recognition.engine.training.recipe import FusionRecipe


@dataclass(frozen=True, slots=True)
class Pool:
    """Examples of one stream: calibrated outputs, label numbers (examples,), and the gate's context where the stream has one."""

    outputs: BranchOutput
    truth: Tensor
    context: Tensor | None = None


@dataclass(frozen=True, slots=True)
class Pairs:
    """A batch of drawn pairs, ready for a fusion: outputs, context (batch, 3), words' presence (batch,), truth (batch,)."""

    voice: BranchOutput
    words: BranchOutput
    context: Tensor
    words_present: Tensor
    truth: Tensor


def draw_pairs(
    voice: Pool, words: Pool, *, labels: Sequence[str], recipe: FusionRecipe, count: int, chance: torch.Generator
) -> Pairs:
    """Choose an emotion, then a voice and a text that carry it, or are neutral; never both neutral unless it is neutral.

    The recogniser's confidence is drawn too. The lower it is, the likelier the text is replaced by any other one, as
    misheard words would be; this is how the gate learns to distrust them.

    Args:
        voice, words: what to draw from; its context's first column, the recogniser's confidence, is filled in here.
        count: how many pairs.
        chance: the source of chance.
    """
    neutral = labels.index(NEUTRAL)
    emotions = torch.tensor([number for number in range(len(labels)) if number != neutral])
    shown = emotions[torch.randint(0, len(emotions), (count,), generator=chance)]
    emotion = torch.where(torch.rand(count, generator=chance) < recipe.neutral, neutral, shown)
    voice_carries, words_carry = carriers(count, (recipe.voice_carries, recipe.words_carry), chance)
    present = torch.rand(count, generator=chance) >= recipe.absent
    voice_carries |= ~present  # somebody must tell
    heard = pick(voice.truth, torch.where(voice_carries, emotion, neutral), chance)
    read = pick(words.truth, torch.where(words_carry, emotion, neutral), chance)
    confidence = 0.2 + 0.8 * torch.rand(count, generator=chance)
    misheard = torch.rand(count, generator=chance) < (1.0 - confidence) * 0.8
    read = torch.where(misheard, torch.randint(0, len(words.truth), (count,), generator=chance), read)
    truth = torch.where(misheard & ~voice_carries, neutral, emotion)
    if voice.context is None:
        raise ValueError("the voice pool lacks the gate's context")
    context = voice.context[heard].clone()
    context[:, 0] = confidence * present
    return Pairs(
        voice=BranchOutput(voice.outputs.embedding[heard], voice.outputs.logits[heard]),
        words=BranchOutput(words.outputs.embedding[read], words.outputs.logits[read]),
        context=context,
        words_present=present.float(),
        truth=truth,
    )


def draw_real_pairs(
    voice: Pool, words: Pool, *, labels: Sequence[str], recipe: FusionRecipe, count: int, chance: torch.Generator
) -> Pairs:
    """Utterances whose voice and words were recorded together: row n of one pool belongs to row n of the other.

    Args: as `draw_pairs`.
    """
    if voice.context is None:
        raise ValueError("the voice pool lacks the gate's context")
    there = torch.bincount(voice.truth, minlength=len(labels)).nonzero().squeeze(1)
    drawn = pick(voice.truth, there[torch.randint(0, len(there), (count,), generator=chance)], chance)
    present = torch.rand(count, generator=chance) >= recipe.absent
    context = voice.context[drawn].clone()
    context[:, 0] = present
    return Pairs(
        voice=BranchOutput(voice.outputs.embedding[drawn], voice.outputs.logits[drawn]),
        words=BranchOutput(words.outputs.embedding[drawn], words.outputs.logits[drawn]),
        context=context,
        words_present=present.float(),
        truth=voice.truth[drawn],
    )


PAIRINGS: Mapping[str, Callable[..., Pairs]] = {"latent": draw_pairs, "real": draw_real_pairs}


def carriers(count: int, likely: tuple[float, float], chance: torch.Generator) -> tuple[Tensor, Tensor]:
    """Which of two streams carry the emotion, each as `likely`; where neither would, one of them, by lot, does."""
    first = torch.rand(count, generator=chance) < likely[0]
    second = torch.rand(count, generator=chance) < likely[1]
    lot = torch.rand(count, generator=chance) < 0.5
    neither = ~first & ~second
    return first | (neither & lot), second | (neither & ~lot)


def pick(truth: Tensor, wanted: Tensor, chance: torch.Generator) -> Tensor:
    """For each wanted label, the number of a random example of it."""
    picked = torch.empty_like(wanted)
    for label in sorted(set(wanted.tolist())):
        members = (truth == label).nonzero().squeeze(1)
        rows = wanted == label
        picked[rows] = members[torch.randint(0, len(members), (int(rows.sum()),), generator=chance)]
    return picked
