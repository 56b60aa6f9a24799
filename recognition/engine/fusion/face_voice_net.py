"""The networks of `face-voice-lt`, `-it` and `-ia` (Chumachenko, Iosifidis & Gabbouj 2022, arXiv:2201.11095).

Two streams of 1-D convolutions, over MFCC and over what EfficientFace makes of 15 pictures, two blocks each before the place
where they may meet and two after it. `lt` lets transformers meet at the end, `it` in the middle; `ia` only weighs each
stream's moments by the attention that the other pays them, so that no feature is mixed into another.
"""

from collections.abc import Mapping
from typing import NamedTuple, cast

import torch
from torch import Tensor, nn

from recognition.engine.features.mfcc import COEFFICIENTS

PICTURES = 15
MAPS = 1024  # channels of EfficientFace's last maps, pooled
VOICE_WIDTHS, FACE_WIDTHS = (64, 128, 256, 128), (64, 64, 128, 128)
BEFORE = 2  # blocks before the place of fusion
VOICE_BETWEEN, FACE_BETWEEN = VOICE_WIDTHS[BEFORE - 1], FACE_WIDTHS[BEFORE - 1]
WIDTH = VOICE_WIDTHS[-1]

Streams = tuple[Tensor, Tensor]
"""Voice and face, each (batch, channels, moments)."""


class Logits(NamedTuple):
    """Of each stream by itself and of both together, each (batch, labels)."""

    voice: Tensor
    face: Tensor
    fused: Tensor


class FaceVoiceNet(nn.Module):
    """Voice and face to emotions.

    Args:
        labels: how many.
        fusion: one of `FUSIONS`.
        num_heads: of its attention.
        pool_stride: of the pooling after each of the voice's blocks; the published network's is 1.
        dropout: on what the heads read; the published network has none.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(
        self, labels: int, *, fusion: str = "ia", num_heads: int = 1, pool_stride: int = 1, dropout: float = 0.0
    ) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(COEFFICIENTS, 1))
        self.register_buffer("deviation", torch.ones(COEFFICIENTS, 1))
        voice = [
            voice_block(*widths, pool_stride)
            for widths in zip((COEFFICIENTS, *VOICE_WIDTHS), VOICE_WIDTHS, strict=False)
        ]
        face = [face_block(*widths) for widths in zip((MAPS, *FACE_WIDTHS), FACE_WIDTHS, strict=False)]
        self.voice_before, self.voice_after = nn.Sequential(*voice[:BEFORE]), nn.Sequential(*voice[BEFORE:])
        self.face_before, self.face_after = nn.Sequential(*face[:BEFORE]), nn.Sequential(*face[BEFORE:])
        self.fusion = FUSIONS[fusion](num_heads)
        self.dropout = nn.Dropout(dropout)
        self.voice_head, self.face_head = nn.Linear(WIDTH, labels), nn.Linear(WIDTH, labels)
        self.head = nn.Linear(2 * WIDTH, labels)

    def forward(self, voice: Tensor, face: Tensor) -> Logits:
        """MFCC (batch, 20, frames) and the pictures' maps (batch, 1024, 15); a missing stream is all zeros."""
        return Logits(self.voice_alone(voice), self.face_alone(face), self.together(voice, face))

    def scaled(self, coefficients: Tensor) -> Tensor:
        """MFCC (batch, frames, 20) on the scale of the training voices, (batch, 20, frames)."""
        return (coefficients.transpose(1, 2) - self.mean) / self.deviation

    def voice_alone(self, voice: Tensor) -> Tensor:
        """Logits of MFCC that met no face."""
        return cast(Tensor, self.voice_head(self._read(self.voice_after(self.voice_before(voice)))))

    def face_alone(self, face: Tensor) -> Tensor:
        """Logits of pictures that met no voice."""
        return cast(Tensor, self.face_head(self._read(self.face_after(self.face_before(face)))))

    def together(self, voice: Tensor, face: Tensor) -> Tensor:
        """Fused logits, (batch, labels)."""
        voice, face = self.fusion.between(self.voice_before(voice), self.face_before(face))
        voice, face = self.fusion.after(self.voice_after(voice), self.face_after(face))
        return cast(Tensor, self.head(torch.cat([self._read(voice), self._read(face)], dim=1)))

    def _read(self, states: Tensor) -> Tensor:
        return cast(Tensor, self.dropout(states.mean(dim=2)))


def voice_block(channels: int, width: int, pool_stride: int) -> nn.Sequential:
    """Convolution over three frames, and the larger of each two."""
    return nn.Sequential(
        nn.Conv1d(channels, width, 3), nn.BatchNorm1d(width), nn.ReLU(inplace=True), nn.MaxPool1d(2, pool_stride)
    )


def face_block(channels: int, width: int) -> nn.Sequential:
    """Convolution over three pictures, as many out as in."""
    return nn.Sequential(nn.Conv1d(channels, width, 3, padding="same"), nn.BatchNorm1d(width), nn.ReLU(inplace=True))


class Fusion(nn.Module):
    """Where streams may meet: between their blocks, and after them. This one leaves them as they are."""

    def between(self, voice: Tensor, face: Tensor) -> Streams:
        """Streams of 128 and 64 channels -> of as many."""
        return voice, face

    def after(self, voice: Tensor, face: Tensor) -> Streams:
        """Streams of 128 channels each -> of as many."""
        return voice, face


class LateTransformer(Fusion):
    """At the end, each stream is what its moments find in the other."""

    def __init__(self, num_heads: int) -> None:
        super().__init__()
        self.voice_asks = CrossTransformer(WIDTH, WIDTH, num_heads)
        self.face_asks = CrossTransformer(WIDTH, WIDTH, num_heads)

    def after(self, voice: Tensor, face: Tensor) -> Streams:
        return self.voice_asks(voice, face), self.face_asks(face, voice)


class IntermediateTransformer(Fusion):
    """In the middle, each stream gains what its moments find in the other."""

    def __init__(self, num_heads: int) -> None:
        super().__init__()
        self.voice_asks = CrossTransformer(VOICE_BETWEEN, FACE_BETWEEN, num_heads)
        self.face_asks = CrossTransformer(FACE_BETWEEN, VOICE_BETWEEN, num_heads)

    def between(self, voice: Tensor, face: Tensor) -> Streams:
        return voice + self.voice_asks(voice, face), face + self.face_asks(face, voice)


class IntermediateAttention(Fusion):
    """In the middle, each moment of a stream counts by how much the other stream attends to it; nothing is mixed."""

    def __init__(self, num_heads: int) -> None:
        super().__init__()
        self.voice_asks = CrossAttention(VOICE_BETWEEN, FACE_BETWEEN, num_heads, values=False)
        self.face_asks = CrossAttention(FACE_BETWEEN, VOICE_BETWEEN, num_heads, values=False)

    def between(self, voice: Tensor, face: Tensor) -> Streams:
        to_face, to_voice = self.voice_asks.shares(voice, face), self.face_asks.shares(face, voice)
        return voice * _counts(to_voice), face * _counts(to_face)


def _counts(shares: Tensor) -> Tensor:
    """Attention (batch, heads, asking, asked) summed over who asks: (batch, 1, asked), 1 where it is even.

    The published sum grows with the number of those who ask and falls with the asked; here lengths differ.
    """
    return shares.mean(dim=1).mean(dim=1, keepdim=True) * shares.shape[3]


class CrossAttention(nn.Module):
    """Scaled dot-product attention of one stream's moments to another's, in heads (Vaswani et al. 2017, arXiv:1706.03762).

    Args:
        asking, asked: their channels; what is found has those of the asking.
        values: whether anything is to be found, or only who attends to what.
    """

    def __init__(self, asking: int, asked: int, num_heads: int, *, values: bool = True) -> None:
        super().__init__()
        self.num_heads = num_heads
        self.query, self.key = nn.Linear(asking, asking, bias=False), nn.Linear(asked, asking, bias=False)
        self.value = nn.Linear(asked, asking, bias=False) if values else None
        self.give = nn.Linear(asking, asking) if values else None

    def shares(self, asking: Tensor, asked: Tensor) -> Tensor:
        """Streams (batch, channels, n) and (batch, channels, m) -> (batch, heads, n, m), rows sum to 1."""
        query, key = (
            self._heads(layer(own.transpose(1, 2))) for layer, own in ((self.query, asking), (self.key, asked))
        )
        return cast(Tensor, (query @ key.transpose(2, 3) * query.shape[3] ** -0.5).softmax(dim=3))

    def forward(self, asking: Tensor, asked: Tensor) -> Tensor:
        """What the asking find, (batch, n, channels of the asking)."""
        if self.value is None or self.give is None:
            raise ValueError("there is nothing to be found: this attention has no values")
        found = self.shares(asking, asked) @ self._heads(self.value(asked.transpose(1, 2)))
        return cast(Tensor, self.give(found.transpose(1, 2).flatten(2)))

    def _heads(self, moments: Tensor) -> Tensor:
        """(batch, moments, channels) -> (batch, heads, moments, channels / heads)."""
        return moments.reshape(*moments.shape[:2], self.num_heads, -1).transpose(1, 2)


class CrossTransformer(nn.Module):
    """One transformer layer whose queries are one stream's and whose keys and values the other's."""

    def __init__(self, asking: int, asked: int, num_heads: int) -> None:
        super().__init__()
        self.before_asking, self.before_asked = nn.LayerNorm(asking), nn.LayerNorm(asked)
        self.attention = CrossAttention(asking, asked, num_heads)
        self.between = nn.LayerNorm(asking)
        self.feed = nn.Sequential(nn.Linear(asking, 2 * asking), nn.GELU(), nn.Linear(2 * asking, asking))

    def forward(self, asking: Tensor, asked: Tensor) -> Tensor:
        """Streams (batch, channels, n) and (batch, channels, m) -> (batch, channels of the asking, n)."""
        own, other = self.before_asking(asking.transpose(1, 2)), self.before_asked(asked.transpose(1, 2))
        found = self.attention(own.transpose(1, 2), other.transpose(1, 2))
        return cast(Tensor, (found + self.feed(self.between(found))).transpose(1, 2))


FUSIONS: Mapping[str, type[LateTransformer] | type[IntermediateTransformer] | type[IntermediateAttention]] = {
    "lt": LateTransformer,
    "it": IntermediateTransformer,
    "ia": IntermediateAttention,
}
