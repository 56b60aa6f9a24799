"""Fusion of the two branches: gated (the default) and by concatenation."""

from collections.abc import Mapping
from typing import NamedTuple, Protocol, cast

import torch
from torch import Tensor, nn

from recognition.engine.features.vggish import EMBEDDING_DIM
from recognition.engine.fusion.branches import WORDS_DIM, BranchOutput
from recognition.engine.registry import resolve

CONTEXT_DIM = 3
# Two streams that are each just plain are plain together. A learnt lead outvotes either: see DECISIONS.md.
NEUTRAL_LEAD = 0.25

FUSIONS: Mapping[str, str] = {
    "gated": "recognition.engine.fusion.fusions:GatedFusion",
    "concat": "recognition.engine.fusion.fusions:ConcatFusion",
}


def open_fusion(name: str, labels: int, words_dim: int = WORDS_DIM) -> nn.Module:
    """The fusion of that name, untrained.

    Args:
        words_dim: of the words branch's embeddings.

    Raises:
        UnknownComponentError: `unknown_model`.
    """
    fusion: nn.Module = resolve(FUSIONS, name, kind="model")(labels, words_dim=words_dim)
    return fusion


class FusionOutput(NamedTuple):
    """Fused logits (batch, labels), and how much each stream counted: (batch, 2), voice then words, rows sum to 1."""

    logits: Tensor
    weights: Tensor


class Fusion(Protocol):
    """What combines two branches. `words_present` is 1 where there are words that the words branch covers."""

    def __call__(
        self, voice: BranchOutput, words: BranchOutput, context: Tensor, words_present: Tensor
    ) -> FusionOutput: ...


class GatedFusion(nn.Module):
    """A gate weighs the branches' calibrated decisions, in the manner of the gated multimodal unit (Arevalo et al. 2017,
    arXiv:1702.01992) on decisions rather than embeddings.

    Decisions, because embeddings of the speakers that the trunk was trained on are far surer than those of anyone else;
    and because the weights can then be shown to a person. Without words, fused is exactly voice.

    The gate says how likely each stream is to carry the emotion at all, and the more neutral a stream reads, the less it
    does. One that carries none is neutral whatever the emotion, so its neutral says little: words as plain as a weather
    report leave the answer to the voice, which then is heard as if it were alone. The streams are combined as independent
    evidence (`_evidence`).
    """

    def __init__(self, labels: int, hidden: int = 16, *, words_dim: int = WORDS_DIM) -> None:
        super().__init__()
        self.gate = nn.Sequential(nn.Linear(2 * labels + CONTEXT_DIM, hidden), nn.ReLU(), nn.Linear(hidden, 2))
        last = cast(nn.Linear, self.gate[-1])
        nn.init.zeros_(last.weight)
        nn.init.ones_(last.bias)

    def forward(self, voice: BranchOutput, words: BranchOutput, context: Tensor, words_present: Tensor) -> FusionOutput:
        """Branch outputs, context (batch, 3), presence (batch,) -> fused; neutral is the first label."""
        heard, read = voice.logits.softmax(dim=1), words.logits.softmax(dim=1)
        carries = self.gate(torch.cat([heard, read, context], dim=1)).sigmoid()  # (batch, 2)
        speak = 1.0 - torch.cat([heard[:, :1], read[:, :1]], dim=1)  # how far each stream is from neutral
        voice_says = (
            1.0 - (1.0 - carries[:, :1] * speak[:, :1]) * speak[:, 1:]
        )  # beside silent words the voice says it all
        evidence = _evidence(heard, voice_says) + _evidence(read, carries[:, 1:] * speak[:, 1:])
        mixed = torch.cat([evidence[:, :1] + NEUTRAL_LEAD, evidence[:, 1:]], dim=1)
        present = words_present.unsqueeze(1)
        weights = carries / carries.sum(dim=1, keepdim=True)
        alone = torch.tensor([[1.0, 0.0]]).expand_as(weights)
        unmixed = voice.logits.log_softmax(dim=1)
        return FusionOutput(torch.where(present > 0, mixed, unmixed), torch.where(present > 0, weights, alone))


def _evidence(scores: Tensor, carries: Tensor) -> Tensor:
    """Log-likelihood of each label, (batch, labels), for a stream that carries the emotion with probability (batch, 1).

    Under an emotion the stream shows it, or else is neutral; under neutral it is neutral.
    """
    neutral, emotions = scores[:, :1], scores[:, 1:]
    return torch.cat([neutral, carries * emotions + (1.0 - carries) * neutral], dim=1).clamp_min(1e-6).log()


class ConcatFusion(nn.Module):
    """The classic: both embeddings side by side into a multilayer perceptron."""

    def __init__(self, labels: int, hidden: int = 64, dropout: float = 0.4, *, words_dim: int = WORDS_DIM) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.LayerNorm(EMBEDDING_DIM + words_dim),
            nn.Dropout(dropout),
            nn.Linear(EMBEDDING_DIM + words_dim, hidden),
            nn.ReLU(),
            nn.Dropout(dropout),
        )
        self.head = nn.Linear(hidden + CONTEXT_DIM + 1, labels)

    def forward(self, voice: BranchOutput, words: BranchOutput, context: Tensor, words_present: Tensor) -> FusionOutput:
        """Branch outputs, context (batch, 3), presence (batch,) -> fused; it has no gate, so streams count alike."""
        present = words_present.unsqueeze(1)
        hidden = self.layers(torch.cat([voice.embedding, words.embedding * present], dim=1))
        logits = cast(Tensor, self.head(torch.cat([hidden, context, present], dim=1)))
        share = present / (1 + present)
        return FusionOutput(logits, torch.cat([1 - share, share], dim=1))


def context(*, asr_confidence: float, snr_db: float | None, duration_s: float) -> list[float]:
    """What the gate knows beside the streams, each about 0 to 1: recogniser's confidence, signal quality, length."""
    return [
        asr_confidence,
        min(1.0, max(0.0, (snr_db if snr_db is not None else 20.0) / 40.0)),
        min(1.0, duration_s / 10.0),
    ]
