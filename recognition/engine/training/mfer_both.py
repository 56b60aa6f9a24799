"""Stage 3 of `mfer`: what joins voice and face learns on pairs of strangers that carry one emotion."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from recognition.engine.fusion.mfer_net import Said, Together
from recognition.engine.labels import NEUTRAL
from recognition.engine.training.mfer_recipe import BothStage
from recognition.engine.training.pairs import carriers, pick

TOLD_EVERY = 200  # steps


@dataclass(frozen=True, slots=True)
class Pool:
    """What one stream says of its examples, and their label numbers (examples,)."""

    said: Said
    truth: Tensor

    def chosen(self, rows: Tensor) -> Said:
        return Said(self.said.embedding[rows], self.said.logits[rows])


class Pairs(NamedTuple):
    """A batch: voices, faces, and the label of each pair, (batch,)."""

    voice: Said
    face: Said
    truth: Tensor


def draw(
    voices: Pool, faces: Pool, *, labels: Sequence[str], stage: BothStage, count: int, chance: torch.Generator
) -> Pairs:
    """Choose an emotion, then a voice and a face that carry it, or are neutral; never both neutral unless it is neutral.

    Where no face shows the emotion, as none is calm, the voice carries it by itself.
    """
    neutral = labels.index(NEUTRAL)
    can_hear, can_see = (torch.bincount(pool.truth, minlength=len(labels)) > 0 for pool in (voices, faces))
    there = (can_hear | can_see).nonzero().squeeze(1)
    emotion = there[torch.randint(0, len(there), (count,), generator=chance)]
    hears, sees = carriers(count, (stage.carries, stage.carries), chance)
    sees &= can_see[emotion]
    hears = (hears | ~sees) & can_hear[emotion]
    sees |= ~hears & can_see[emotion]
    heard = pick(voices.truth, torch.where(hears, emotion, neutral), chance)
    seen = pick(faces.truth, torch.where(sees, emotion, neutral), chance)
    return Pairs(voices.chosen(heard), faces.chosen(seen), emotion)


def learn_both(
    voices: Pool, faces: Pool, *, labels: Sequence[str], stage: BothStage, seed: int, report: Callable[[str], None]
) -> Together:
    """Train on pools of one use; a minute of work, and not kept."""
    torch.manual_seed(seed)
    net = Together(faces.said.embedding.shape[1], len(labels), stage.dropout)
    optimiser = torch.optim.AdamW(net.parameters(), lr=stage.learning_rate, weight_decay=stage.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=stage.learning_rate, total_steps=stage.steps + 1)
    chance = torch.Generator().manual_seed(seed)
    net.train()
    for step in range(1, stage.steps + 1):
        pairs = draw(voices, faces, labels=labels, stage=stage, count=stage.batch, chance=chance)
        loss = F.cross_entropy(net(pairs.voice, pairs.face), pairs.truth, label_smoothing=stage.label_smoothing)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()
        if step % TOLD_EVERY == 0:
            report(f"both: step {step}, train_loss {float(loss.detach()):.4f}")
    return net.eval()
