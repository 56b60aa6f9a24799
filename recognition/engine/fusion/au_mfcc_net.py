"""The network of `au-mfcc`: a transformer over sound, one over action units, and gates that attention guides."""

from typing import NamedTuple, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from recognition.engine.features.action_units import PRESENCES, UNITS
from recognition.engine.features.mfcc import COEFFICIENTS
from recognition.engine.features.vggish import STAGES

PATCH_FRAMES = 20  # 0.2 s
PATCH_DIM = PATCH_FRAMES * COEFFICIENTS
POOLED_DIM = 2 * STAGES[-1][-1]
WIDTH, HEADS = 32, 4


class Senses(NamedTuple):
    """A batch of segments as the network takes them, all standardised.

    Args:
        patches: MFCC of 0.2 s each, (batch, patches, 400).
        heard: which patches there are, (batch, patches), 1 or 0.
        pooled: the voice trunk's maps, pooled over time, (batch, 1024).
        face: action units, (batch, 35).
        present: which streams there are, voice and face: (batch, 2), 1 or 0.
    """

    patches: Tensor
    heard: Tensor
    pooled: Tensor
    face: Tensor
    present: Tensor


class Answer(NamedTuple):
    """Logits of a batch by stream, (batch, labels), and how much each stream counted: (batch, 2), rows sum to 1."""

    voice: Tensor
    face: Tensor
    fused: Tensor
    weights: Tensor


class AuMfccNet(nn.Module):
    """Voice and face to emotions.

    Each stream's decision is what its transformer makes of its tokens, and a linear reading of the same measurements
    beside it: with a thousand clips to learn from, the linear part carries most, and the transformer what it misses.
    """

    def __init__(self, labels: int, *, dropout: float = 0.2, pooled_dropout: float = 0.5) -> None:
        super().__init__()
        self.voice = VoiceStream(labels, dropout, pooled_dropout)
        self.face = FaceStream(labels, dropout)
        self.face_for_voice, self.voice_for_face = AttentionGate(dropout), AttentionGate(dropout)
        self.counts = nn.Linear(4 * WIDTH, 2)
        self.together = nn.Sequential(nn.LayerNorm(2 * WIDTH), nn.Dropout(dropout), nn.Linear(2 * WIDTH, labels))
        nn.init.zeros_(self.counts.weight)
        nn.init.zeros_(self.counts.bias)

    def forward(self, senses: Senses) -> Answer:
        """Senses of (batch, …) -> logits by stream, fused logits and weights."""
        heard, seen = senses.present[:, :1], senses.present[:, 1:]
        voice, voice_states, says = self.voice(senses)
        face, face_states, shows = self.face(senses.face)
        of_face = self.face_for_voice(voice, face_states) * seen
        of_voice = self.voice_for_face(face, voice_states, senses.heard) * heard
        voice, face = voice * heard, face * seen
        count = self.counts(torch.cat([voice, face, of_voice, of_face], dim=1))
        count = count.masked_fill(senses.present == 0, -torch.inf)
        weights = count.softmax(dim=1)  # (batch, 2)
        shares = weights * senses.present.sum(dim=1, keepdim=True)  # together as loud as the streams there are
        mixed = self.together(torch.cat([voice + of_face, face + of_voice], dim=1))
        fused = shares[:, :1] * says + shares[:, 1:] * shows + mixed
        return Answer(says, shows, fused, weights)


class VoiceStream(nn.Module):
    """Patches of MFCC and one token of the voice trunk, through a transformer."""

    def __init__(self, labels: int, dropout: float, pooled_dropout: float) -> None:
        super().__init__()
        self.patch = nn.Linear(PATCH_DIM, WIDTH)
        self.neighbours = nn.Conv1d(
            WIDTH, WIDTH, 3, padding=1, groups=WIDTH
        )  # what tells a patch's place from another's
        self.trunk = nn.Linear(POOLED_DIM, WIDTH)
        self.dropout = nn.Dropout(pooled_dropout)
        self.block = Block(dropout)
        self.head, self.direct = nn.Linear(WIDTH, labels), nn.Linear(POOLED_DIM, labels)

    def forward(self, senses: Senses) -> tuple[Tensor, Tensor, Tensor]:
        """-> summary (batch, width), states of the patches (batch, patches, width), logits (batch, labels)."""
        mask = senses.heard.unsqueeze(2)
        patches = self.patch(senses.patches) * mask
        patches = patches + self.neighbours(patches.transpose(1, 2)).transpose(1, 2)
        pooled = self.dropout(senses.pooled)
        states = self.block(
            torch.cat([self.trunk(pooled).unsqueeze(1), patches], dim=1), F.pad(senses.heard, (1, 0), value=1.0)
        )
        return states[:, 0], states[:, 1:], self.head(states[:, 0]) + self.direct(pooled)


class FaceStream(nn.Module):
    """One token for each action unit, of its intensity and its presence, and one that sums them up."""

    places: Tensor

    def __init__(self, labels: int, dropout: float) -> None:
        super().__init__()
        self.token = nn.Parameter(torch.randn(len(UNITS), 2, WIDTH) * 0.3)
        self.name = nn.Parameter(torch.randn(len(UNITS) + 1, WIDTH) * 0.3)
        self.block = Block(dropout)
        self.head, self.direct = nn.Linear(WIDTH, labels), nn.Linear(len(PRESENCES) + len(UNITS) - 1, labels)

    def forward(self, face: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Action units (batch, 35) -> summary (batch, width), states (batch, units, width), logits (batch, labels)."""
        intensities, presences = face[:, : len(face[0]) - len(PRESENCES)], face[:, -len(PRESENCES) :]
        pairs = torch.stack([_with_a_gap(intensities), presences], dim=2)  # (batch, units, 2)
        tokens = torch.einsum("bup,upw->buw", pairs, self.token)
        tokens = F.pad(tokens, (0, 0, 1, 0)) + self.name
        states = self.block(tokens)
        return states[:, 0], states[:, 1:], self.head(states[:, 0]) + self.direct(face)


class AttentionGate(nn.Module):
    """What one stream takes from the other: its summary asks the other's states, and a gate says how much of the answer
    counts."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.attention = Attention(dropout)
        self.gate = nn.Linear(2 * WIDTH, WIDTH)

    def forward(self, own: Tensor, other: Tensor, there: Tensor | None = None) -> Tensor:
        """Summary (batch, width), states (batch, states, width) and which of them are there -> (batch, width)."""
        found = self.attention(own.unsqueeze(1), other, there).squeeze(1)
        gate = self.gate(torch.cat([own, found], dim=1)).sigmoid()
        return cast(Tensor, gate * found)


class Block(nn.Module):
    """One layer of a transformer, normalised first (Xiong et al. 2020, arXiv:2002.04745)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.before, self.between, self.after = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.attention = Attention(dropout)
        self.feed = nn.Sequential(
            nn.Linear(WIDTH, 2 * WIDTH),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(2 * WIDTH, WIDTH),
            nn.Dropout(dropout),
        )

    def forward(self, tokens: Tensor, there: Tensor | None = None) -> Tensor:
        """(batch, tokens, width) and which of them are there -> states of the same shape."""
        own = self.before(tokens)
        tokens = tokens + self.attention(own, own, there)
        return cast(Tensor, self.after(tokens + self.feed(self.between(tokens))))


class Attention(nn.Module):
    """Scaled dot-product attention in heads (Vaswani et al. 2017, arXiv:1706.03762)."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.ask, self.offer, self.give = nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, 2 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.dropout = nn.Dropout(dropout)

    def forward(self, asking: Tensor, asked: Tensor, there: Tensor | None) -> Tensor:
        """(batch, n, width), (batch, m, width) and which of the latter are there, (batch, m) -> (batch, n, width)."""
        query = _heads(self.ask(asking))
        key, value = (_heads(half) for half in self.offer(asked).chunk(2, dim=2))
        mask = None if there is None else (there > 0)[:, None, None]
        found = F.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        return cast(Tensor, self.dropout(self.give(found.transpose(1, 2).flatten(2))))


def _heads(tokens: Tensor) -> Tensor:
    """(batch, tokens, width) -> (batch, heads, tokens, width / heads)."""
    return tokens.reshape(*tokens.shape[:2], HEADS, -1).transpose(1, 2)


def _with_a_gap(intensities: Tensor) -> Tensor:
    """Intensities by action unit, (batch, 18); the one that OpenFace tells only the presence of is at its mean."""
    missing = UNITS.index("AU28")
    return torch.cat([intensities[:, :missing], torch.zeros_like(intensities[:, :1]), intensities[:, missing:]], dim=1)
