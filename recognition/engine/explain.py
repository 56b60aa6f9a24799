"""Why a segment reads as it does: how the answer changes when a piece of the voice, or a word, is taken away.

Occlusion (Zeiler and Fergus 2014, arXiv:1311.2901) and leaving words out (Li et al. 2016, arXiv:1612.08220): they ask the
very model that gave the answer, and need nothing of its insides.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, cast

import torch
from torch import Tensor

from recognition.engine.features.base import frames_of
from recognition.engine.fusion.base import NO_OFFSET, Hearing, Offset
from recognition.engine.fusion.branches import BranchOutput
from recognition.engine.types import Explanation, StretchEffect, WordEffect

if TYPE_CHECKING:
    from recognition.engine.fusion.voice_words import VoiceWordsModel

STRETCH_S = 0.25  # about a syllable
BATCH = 16


def explain(
    model: "VoiceWordsModel",
    hearing: Hearing,
    *,
    words: Sequence[str],
    label: str,
    start_s: float = 0.0,
    offset: Offset = NO_OFFSET,
) -> Explanation:
    """What the answer `label` rests on, part by part; the same segment has the same explanation.

    Args:
        model: the one that gave the answer.
        hearing: the segment as the model got it.
        words: the words that `hearing.text` is made of.
        label: the emotion to explain, one of the model's.
        start_s: where the segment begins, for the times of its stretches.
        offset: of the speaker whom the answer was read against, empty for none.
    """
    with torch.inference_mode():
        return _Occlusion(model, hearing, label, model.offset_tensor(offset)).explanation(words, start_s)


class _Occlusion:
    """One segment, heard and read once; then again with parts missing."""

    def __init__(self, model: "VoiceWordsModel", hearing: Hearing, label: str, offset: Tensor | None) -> None:
        self.model, self.hearing, self.label, self.offset = model, hearing, label, offset
        self.frames = frames_of(model.extract, hearing.samples, hearing.encoder).float()  # (frames, dim)
        self.windows = model.windows(self.frames)  # (windows, length, dim)
        self.heard = model.voice_branch(self.windows)
        self.evidence = model.evidence_of(hearing, model.pool(self.heard))
        self.whole = self._log_probability(self.evidence.voice, self.evidence.words)

    def explanation(self, words: Sequence[str], start_s: float) -> Explanation:
        return Explanation(
            label=self.label,
            voice=self._stretches(start_s),
            words=self._left_out(words) if self.evidence.words else None,
        )

    def _stretches(self, start_s: float) -> tuple[StretchEffect, ...]:
        """Equal stretches of about `STRETCH_S`, each with its frames replaced by the segment's mean."""
        count = max(1, round(self.hearing.duration_s / STRETCH_S))
        edges = [round(len(self.frames) * number / count) for number in range(count + 1)]
        words = _repeated(self.evidence.words, count) if self.evidence.words else None
        effects = self._effects(self._masked(edges), words)
        seconds = [round(start_s + self.hearing.duration_s * number / count, 3) for number in range(count + 1)]
        return tuple(
            StretchEffect(begin, end, effect) for (begin, end), effect in zip(pairwise(seconds), effects, strict=True)
        )

    def _masked(self, edges: Sequence[int]) -> BranchOutput:
        """The voice without each stretch, (stretches, …). Only the windows that a stretch touches are heard again."""
        mean = self.frames.mean(dim=0)
        places: list[tuple[int, int]] = []
        changed: list[Tensor] = []
        for number, (begin, end) in enumerate(pairwise(edges)):
            mask = torch.zeros_like(self.frames)
            mask[begin:end] = 1.0
            for place, covered in enumerate(self.model.windows(mask) > 0):
                if covered.any():
                    places.append((number, place))
                    changed.append(torch.where(covered, mean, self.windows[place]))
        heard = [self.model.voice_branch(torch.stack(changed[at : at + BATCH])) for at in range(0, len(changed), BATCH)]
        return self._put_back(_joined(heard), places, len(edges) - 1)

    def _put_back(self, heard: BranchOutput, places: Sequence[tuple[int, int]], count: int) -> BranchOutput:
        parts = [part.repeat(count, 1, 1) for part in self.heard if part is not None]  # (stretches, windows, dim)
        for row, (number, place) in enumerate(places):
            for part, again in zip(parts, heard, strict=True):
                part[number, place] = cast(Tensor, again)[row]
        return _joined([self.model.pool(BranchOutput(*each)) for each in zip(*parts, strict=True)])

    def _left_out(self, words: Sequence[str]) -> tuple[WordEffect, ...]:
        effects = self._without_words(words) if len(words) > 1 else self._effects(self.evidence.voice, None)
        return tuple(
            WordEffect(index, word, effect) for index, (word, effect) in enumerate(zip(words, effects, strict=True))
        )

    def _without_words(self, words: Sequence[str]) -> list[float]:
        texts = [" ".join([*words[:index], *words[index + 1 :]]) for index in range(len(words))]
        read = _joined([self.model.understand(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)])
        return self._effects(_repeated(self.evidence.voice, len(texts)), read)

    def _effects(self, voice: BranchOutput, words: BranchOutput | None) -> list[float]:
        return [round(float(fall), 4) + 0.0 for fall in self.whole - self._log_probability(voice, words)]

    def _log_probability(self, voice: BranchOutput, words: BranchOutput | None) -> Tensor:
        """Of the label, in the fused answer: (batch,)."""
        counting = self.model.counting(voice, self.evidence.doubt.factor, self.offset)
        logits, _ = self.model.fuse(counting, words, [self.evidence.context] * voice.logits.shape[0])
        return logits.double().log_softmax(dim=1)[:, self.model.labels.index(self.label)]


def _joined(outputs: Sequence[BranchOutput]) -> BranchOutput:
    there = [[part for part in output if part is not None] for output in outputs]
    return BranchOutput(*(torch.cat(parts) for parts in zip(*there, strict=True)))


def _repeated(output: BranchOutput, count: int) -> BranchOutput:
    return BranchOutput(*(part.expand(count, -1) for part in output if part is not None))
