"""VGGish's convolution stack (Hershey et al. 2017, arXiv:1609.09430), with batch norm so that it trains from scratch."""

import torch
from torch import Tensor, nn

from recognition.engine.features.log_mel import MEL_BANDS

STAGES = ((64,), (128,), (256, 256), (512, 512))  # output channels; each stage ends in a 2x2 max pool
EMBEDDING_DIM = 128
TIME_STRIDE = 2 ** len(STAGES)


class VGGish(nn.Module):
    """Log-mel frames to a 128-d embedding.

    The convolutions are those of AudioSet VGGish, so imported weights fit (batch norm then becomes the identity). Its
    4096-wide layers, tied to 0.96-s patches, give way to mean and maximum over time, which fit any length.
    """

    def __init__(self, dropout: float = 0.3) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 1
        for stage in STAGES:
            for width in stage:
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
                channels = width
            layers.append(nn.MaxPool2d(2))
        self.convolutions = nn.Sequential(*layers).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.dropout = nn.Dropout(dropout)
        self.dim = MEL_BANDS
        self.pooled_dim = 2 * channels
        self.embedding = nn.Linear(self.pooled_dim, EMBEDDING_DIM)

    def forward(self, frames: Tensor) -> Tensor:
        """(batch, frames, 64) log-mel, at least 16 frames -> (batch, 128)."""
        return self.embed(self.pool(frames))

    def pool(self, frames: Tensor) -> Tensor:
        """(batch, frames, 64) log-mel -> the last maps' mean and maximum over time, (batch, 1024)."""
        image = frames.unsqueeze(1).contiguous(memory_format=torch.channels_last)
        maps = self.convolutions(image).mean(dim=3)  # (batch, 512, frames / 16)
        return torch.cat([maps.mean(dim=2), maps.amax(dim=2)], dim=1).float()

    def embed(self, pooled: Tensor) -> Tensor:
        """(batch, 1024) -> (batch, 128)."""
        return torch.relu(self.embedding(self.dropout(pooled)))
