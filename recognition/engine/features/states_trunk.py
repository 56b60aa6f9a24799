"""A speech encoder's states to an embedding."""

import torch
from torch import Tensor, nn

from recognition.engine.features.vggish import EMBEDDING_DIM


class StatesTrunk(nn.Module):
    """Encoder states to an embedding like `VGGish`'s: a layer on each state, then mean and deviation over time."""

    def __init__(self, dim: int, hidden: int = 256, dropout: float = 0.3) -> None:
        super().__init__()
        self.states = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, hidden), nn.ReLU())
        self.dropout = nn.Dropout(dropout)
        self.embedding = nn.Linear(2 * hidden, EMBEDDING_DIM)

    def forward(self, frames: Tensor) -> Tensor:
        """(batch, frames, dim) -> (batch, 128)."""
        hidden = self.states(frames)
        spread = hidden.var(dim=1, correction=0).clamp_min(1e-6).sqrt()
        pooled = torch.cat([hidden.mean(dim=1), spread], dim=1)
        return torch.relu(self.embedding(self.dropout(pooled)))
