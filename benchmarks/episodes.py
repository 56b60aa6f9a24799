"""Episodes: batches in which a speaker shows every emotion once, so that a voice learns how people differ from themselves.

How somebody sounds hides how they feel. In a batch of a few speakers with one clip of each emotion, what a clip says less the
mean of what its speaker's clips say is free of the speaker; a second head has to tell the emotion from that alone, and with it
the trunk learns maps in which emotions lie alike around any speaker's mean. The published normalisation by speaker, put into
training; batches as in metric learning by episodes (Snell et al. 2017, arXiv:1703.05175).
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import torch
from torch import Tensor

from recognition.engine.training.augment import mixup
from recognition.engine.training.corpus import Clip

Turns = list[list[int]]
"""Clip numbers by turn; a turn is one speaker's."""


def episodes(clips: Sequence[Clip], truth: Tensor, speakers: int, chance: torch.Generator) -> Iterator[Turns]:
    """One epoch of batches with a turn of each of `speakers` speakers.

    A speaker has as many turns as it takes to hear each clip once on average; rarer emotions come again.

    Args:
        truth: label numbers, (clips,).
    """
    turns = [turn for own in _by_speaker(clips).values() for turn in _turns(own, truth, chance)]
    order = torch.randperm(len(turns), generator=chance).tolist()
    for at in range(0, len(order), speakers):
        yield [turns[number] for number in order[at : at + speakers]]


def apart(logits: Tensor, turns: Turns) -> Tensor:
    """Logits less the mean of their turn's, (clips, labels)."""
    return torch.cat([own - own.mean(dim=0, keepdim=True) for own in _split(logits, turns)])


def mixup_within(
    frames: Tensor, targets: Tensor, turns: Turns, alpha: float, chance: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Mixup of clips with others of their turn, so that what is mixed is still one speaker's."""
    mixed = [
        mixup(own, its, alpha, chance) for own, its in zip(_split(frames, turns), _split(targets, turns), strict=True)
    ]
    return torch.cat([own for own, _ in mixed]), torch.cat([its for _, its in mixed])


def _by_speaker(clips: Sequence[Clip]) -> dict[str, list[int]]:
    numbers: dict[str, list[int]] = {}
    for number, clip in enumerate(clips):
        numbers.setdefault(clip.speaker, []).append(number)
    return numbers


def _turns(own: Sequence[int], truth: Tensor, chance: torch.Generator) -> Turns:
    """One speaker's: each emotion's clips in an order of chance, begun again where they run out."""
    shown = {int(truth[number]) for number in own}
    count = -(-len(own) // len(shown))
    columns = []
    for label in sorted(shown):
        of_it = [number for number in own if int(truth[number]) == label]
        order = torch.randperm(len(of_it), generator=chance).tolist()
        columns.append([of_it[order[turn % len(order)]] for turn in range(count)])
    return [list(turn) for turn in zip(*columns, strict=True)]


def _split(rows: Tensor, turns: Turns) -> Iterator[Tensor]:
    ends = [0]
    for turn in turns:
        ends.append(ends[-1] + len(turn))
    return (rows[begin:end] for begin, end in pairwise(ends))
