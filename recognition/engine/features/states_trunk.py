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
        self.dim = dim
        self.pooled_dim = 2 * hidden
        self.embedding = nn.Linear(self.pooled_dim, EMBEDDING_DIM)

    def forward(self, frames: Tensor) -> Tensor:
        """(batch, frames, dim) -> (batch, 128)."""
        return self.embed(self.pool(frames))

    def pool(self, frames: Tensor) -> Tensor:
        """(batch, frames, dim) -> mean and deviation over time, (batch, pooled_dim)."""
        hidden = self.states(frames)
        spread = hidden.var(dim=1, correction=0).clamp_min(1e-6).sqrt()
        return torch.cat([hidden.mean(dim=1), spread], dim=1)

    def embed(self, pooled: Tensor) -> Tensor:
        """(batch, pooled_dim) -> (batch, 128)."""
        return torch.relu(self.embedding(self.dropout(pooled)))
