"""Stage 2 of `mfer`: the GRU learns voices, first what several languages share, then the model's own emotions."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from recognition.engine.features.speech_states import SpeechEncoder
from recognition.engine.fusion.mfer_net import HEARD, VoiceGru
from recognition.engine.training.corpus import Clip, labelled, targets
from recognition.engine.training.curves import Epoch, told
from recognition.engine.training.device import mixed_precision
from recognition.engine.training.mfer_recipe import VoiceStage
from recognition.engine.training.stages import Progress, Stages

Report = Callable[[str], None]

HEARD_AT_ONCE = 64  # clips
WARM_UP = 0.1
DECAY = 0.99  # of the running average of weights, per step; the average is what is kept
SOONEST = 4  # states that a clip is cut to at least


@dataclass(frozen=True, slots=True)
class Voices:
    """Clips of one use: their states, each (states, dim) in half precision, and their corpora and emotions."""

    clips: list[Clip]
    states: list[Tensor]

    def named(self, labels: Sequence[str]) -> "Voices":
        """Those whose emotion the labels name."""
        names = {id(clip) for clip in labelled(self.clips, labels)}
        kept = [number for number, clip in enumerate(self.clips) if id(clip) in names]
        return Voices([self.clips[number] for number in kept], [self.states[number] for number in kept])

    def truth(self, labels: Sequence[str]) -> Tensor:
        return torch.from_numpy(targets(self.clips, labels))


def states_of(clips: Sequence[Clip], hear: SpeechEncoder, sha256: str, stages: Stages, report: Report) -> list[Tensor]:
    """What the speech encoder makes of clips, each (states, dim) in half precision; kept among `stages` by corpus.

    Args:
        sha256: of the encoder's weights, by which its states are found again.
    """
    kept: dict[str, Tensor] = {}
    for corpus in sorted({clip.corpus for clip in clips}):
        own = [clip for clip in clips if clip.corpus == corpus]
        stored = stages.path("states", (sha256, corpus))
        known = torch.load(stored, weights_only=True) if stored.is_file() else {}
        missing = [clip for clip in own if clip.utterance.id not in known]
        if missing:
            report(f"the speech encoder hears {len(missing)} clips of {corpus}")
            with torch.inference_mode(), mixed_precision("cpu"):
                known |= {clip.utterance.id: hear(clip.frames).half() for clip in missing}
            stages.store(known, stored)
        kept |= {f"{corpus}/{name}": states for name, states in known.items()}
    return [kept[f"{clip.corpus}/{clip.utterance.id}"] for clip in clips]


def learn_voices(
    train: Voices,
    held_out: Voices,
    *,
    labels: Sequence[str],
    stage: VoiceStage,
    states_per_s: float,
    seed: int,
    stages: Stages,
    decided_by: object,
    report: Report,
) -> tuple[VoiceGru, dict[str, list[Epoch]]]:
    """Both parts of the second stage; an interrupted run goes on after its last epoch.

    Args:
        held_out: for the curves; nothing is chosen by them.
        decided_by: what else tells this run from others: speakers, and the encoder.
    """
    torch.manual_seed(seed)
    net = VoiceGru(train.states[0].shape[1], len(stage.first_labels), stage.dropout)
    net.scale_by(torch.cat(train.states).float())
    told_epochs: dict[str, list[Epoch]] = {}
    for name, names, epochs in (
        ("languages", stage.first_labels, stage.first_epochs),
        ("voice", tuple(labels), stage.epochs),
    ):
        net.head = torch.nn.Linear(HEARD, len(names))
        sides = tuple(side.named(names) for side in (train, held_out))
        key = (name, names, stage, states_per_s, seed, len(sides[0].clips), decided_by)
        net, told_epochs[name] = _fit(
            net,
            *sides,
            labels=names,
            epochs=epochs,
            stage=stage,
            longest=round(stage.longest_s * states_per_s),
            progress_of=lambda parts, key=key, name=name: Progress(
                stages.path(f"mfer-{name}", key), parts, torch.Generator().manual_seed(seed)
            ),
            report=lambda line, name=name: report(f"{name}: {line}"),  # type: ignore[misc]
        )
    return net, told_epochs


def _fit(
    net: VoiceGru,
    train: Voices,
    held_out: Voices,
    *,
    labels: Sequence[str],
    epochs: int,
    stage: VoiceStage,
    longest: int,
    progress_of: Callable[..., Progress],
    report: Report,
) -> tuple[VoiceGru, list[Epoch]]:
    averaged = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(DECAY), use_buffers=True)  # type: ignore[no-untyped-call]
    optimiser = torch.optim.AdamW(net.parameters(), lr=stage.learning_rate, weight_decay=stage.weight_decay)
    truth, held_out_truth = train.truth(labels), held_out.truth(labels)
    weights = _even(train, truth)
    steps = -(-len(truth) // stage.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, max_lr=stage.learning_rate, total_steps=epochs * steps + 1, pct_start=WARM_UP
    )
    progress = progress_of({"net": net, "averaged": averaged, "optimiser": optimiser, "schedule": schedule})
    progress.restore()
    for epoch in range(len(progress.epochs) + 1, epochs + 1):
        net.train()
        losses, hits = 0.0, 0
        for _ in range(steps):  # a corpus of many clips, and an emotion of many, are heard no more than others
            rows = torch.multinomial(weights, stage.batch, replacement=True, generator=progress.chance)
            given, lengths = _cut([train.states[row] for row in rows.tolist()], net, stage, longest, progress.chance)
            logits = net(given, lengths).logits
            loss = F.cross_entropy(logits, truth[rows], label_smoothing=stage.label_smoothing)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()
            averaged.update_parameters(net)
            losses += float(loss.detach())
            hits += int((logits.argmax(dim=1) == truth[rows]).sum())
        done = _epoch(epoch, averaged.module, held_out, held_out_truth, losses / steps, hits / (steps * stage.batch))
        progress.finish(done)
        report(told(done))
    return cast(VoiceGru, averaged.module.eval()), progress.epochs


def heard(net: VoiceGru, states: Sequence[Tensor]) -> tuple[Tensor, Tensor]:
    """Embeddings (clips, dim) and logits (clips, labels) of whole clips."""
    net.eval()
    with torch.inference_mode():
        parts = [
            net.hear(list(states[start : start + HEARD_AT_ONCE])) for start in range(0, len(states), HEARD_AT_ONCE)
        ]
    return torch.cat([part.embedding for part in parts]), torch.cat([part.logits for part in parts])


def _cut(
    states: Sequence[Tensor], net: VoiceGru, stage: VoiceStage, longest: int, chance: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Standardised and noisy stretches of clips, (batch, longest, dim), and their lengths."""
    kept = []
    for clip in states:
        begin = int(torch.randint(0, max(1, len(clip) - max(longest, SOONEST) + 1), (), generator=chance))
        kept.append(net.scaled(clip[begin : begin + max(longest, SOONEST)].float()))
    given = pad_sequence(kept, batch_first=True)
    noise = torch.randn(given.shape, generator=chance)
    return given + stage.noise * noise, torch.tensor([len(clip) for clip in kept])


def _even(voices: Voices, truth: Tensor) -> Tensor:
    """How likely each clip is drawn, so that corpora, and emotions within one, come up as the root of their numbers."""
    groups = [(clip.corpus, label) for clip, label in zip(voices.clips, truth.tolist(), strict=True)]
    count = Counter(groups)
    return torch.tensor([count[group] ** -0.5 for group in groups])


def _epoch(number: int, net: torch.nn.Module, voices: Voices, truth: Tensor, loss: float, accuracy: float) -> Epoch:
    _, logits = heard(cast(VoiceGru, net), voices.states)
    return Epoch(
        epoch=number,
        train_loss=round(loss, 4),
        train_accuracy=round(accuracy, 4),
        validation_loss=round(float(F.cross_entropy(logits, truth)), 4),
        validation_accuracy=round(float((logits.argmax(dim=1) == truth).float().mean()), 4),
    )
