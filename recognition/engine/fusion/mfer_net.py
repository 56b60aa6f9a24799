"""The networks of `mfer` that hear and that join: a GRU over a speech encoder's states, and what is concatenated."""

from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

PROJECTED, HIDDEN, TOGETHER = 128, 64, 128
HEARD = 4 * HIDDEN  # both directions, mean and maximum over time
LEAST_DEVIATION = 1e-2


class Said(NamedTuple):
    """What a stream says of a batch: embeddings (batch, dim) and logits (batch, labels)."""

    embedding: Tensor
    logits: Tensor


class VoiceGru(nn.Module):
    """States to emotions, in both directions of time.

    `mean` and `deviation` are of the states that it is trained on.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, dim: int, labels: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(dim))
        self.register_buffer("deviation", torch.ones(dim))
        self.project = nn.Sequential(nn.Linear(dim, PROJECTED), nn.ReLU(), nn.Dropout(dropout))
        self.gru = nn.GRU(PROJECTED, HIDDEN, batch_first=True, bidirectional=True)
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(HEARD, labels)

    def scale_by(self, states: Tensor) -> None:
        """Take the scale of states (states, dim)."""
        deviation, mean = torch.std_mean(states, dim=0, correction=0)
        self.mean.copy_(mean)
        self.deviation.copy_(deviation + LEAST_DEVIATION)

    def scaled(self, states: Tensor) -> Tensor:
        """(…, dim) -> the same shape, standardised."""
        return ((states - self.mean) / self.deviation).clamp(-8.0, 8.0)

    def forward(self, states: Tensor, lengths: Tensor) -> Said:
        """Standardised states (batch, longest, dim), of which each has its length (batch,)."""
        packed = pack_padded_sequence(self.project(states), lengths, batch_first=True, enforce_sorted=False)
        heard, _ = pad_packed_sequence(self.gru(packed)[0], batch_first=True)  # (batch, longest, 2 · hidden)
        there = (torch.arange(heard.shape[1]) < lengths[:, None])[:, :, None]
        mean = (heard * there).sum(dim=1) / lengths[:, None]
        most = heard.masked_fill(~there, -torch.inf).amax(dim=1)
        embedding = torch.cat([mean, most], dim=1)
        return Said(embedding, self.head(self.dropout(embedding)))

    def hear(self, clips: list[Tensor]) -> Said:
        """States of clips, each (states, dim), as the encoder gives them."""
        lengths = torch.tensor([len(clip) for clip in clips])
        said: Said = self(pad_sequence([self.scaled(clip.float()) for clip in clips], batch_first=True), lengths)
        return said


class Together(nn.Module):
    """Voice and face, concatenated: embeddings and what each stream makes of its own."""

    def __init__(self, face_dim: int, labels: int, dropout: float = 0.0) -> None:
        super().__init__()
        self.heard, self.seen = nn.LayerNorm(HEARD), nn.LayerNorm(face_dim)
        self.layers = nn.Sequential(
            nn.Dropout(dropout),
            nn.Linear(HEARD + face_dim + 2 * labels, TOGETHER),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(TOGETHER, labels),
        )

    def forward(self, voice: Said, face: Said) -> Tensor:
        """-> logits (batch, labels)."""
        says = [stream.logits.log_softmax(dim=1).clamp_min(-8.0) for stream in (voice, face)]
        logits: Tensor = self.layers(torch.cat([self.heard(voice.embedding), self.seen(face.embedding), *says], dim=1))
        return logits
