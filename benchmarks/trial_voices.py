"""The voices of `benchmarks.voice_trials`: what each trial changes, and the network that it is tried on."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

MAPS = 512


@dataclass(frozen=True, slots=True)
class Trial:
    """One thing that is different.

    Args:
        pooling: what is made of the last maps over time, (batch, 512, frames) -> (batch, dim).
        loss: as in recipes.
        prosody: pitch, loudness, rate and tilt of the whole clip beside the maps.
        adversary: the embedding is trained to hide the speaker (Ganin & Lempitsky 2015, arXiv:1409.7495).
        centred: each speaker's mean frame is taken from what is heard.
        taught: targets are half those of the control runs' average (Hinton et al. 2015, arXiv:1503.02531).
        begins: the convolutions begin with the fold's voice, at random, or with weights that can fill in what was masked
            in the sound of all training speakers, without labels (after He et al. 2022, arXiv:2111.06377).
        episodes: each batch has four speakers with one clip of every emotion, and a second head on the maps has to tell
            emotions apart by how they differ from their speaker's mean (`benchmarks.episodes`).
    """

    pooling: str = "mean and maximum"
    loss: str = "cross-entropy"
    prosody: bool = False
    adversary: bool = False
    centred: bool = False
    taught: bool = False
    begins: str = "voice"
    episodes: bool = False


TRIALS = {
    "control": Trial(),
    "focal": Trial(loss="focal"),
    "statistics": Trial(pooling="statistics"),
    "attention": Trial(pooling="attention"),
    "prosody": Trial(prosody=True),
    "adversary": Trial(adversary=True),
    "centred": Trial(centred=True),
    "statistics and adversary": Trial(pooling="statistics", adversary=True),
    "episodes": Trial(episodes=True),
    "episodes and statistics": Trial(episodes=True, pooling="statistics"),
    "taught": Trial(taught=True),
    "random start": Trial(begins="random"),
    "pretrained": Trial(begins="pretrained"),
}


class Attention(nn.Module):
    """Weighted mean and deviation over time (Okabe et al. 2018, arXiv:1803.10963): (batch, 512, frames) -> (batch, 1024)."""

    def __init__(self) -> None:
        super().__init__()
        self.score = nn.Sequential(nn.Conv1d(MAPS, 64, 1), nn.Tanh(), nn.Conv1d(64, MAPS, 1))

    def forward(self, maps: Tensor) -> Tensor:
        weight = self.score(maps).softmax(dim=2)
        mean = (weight * maps).sum(dim=2)
        spread = (weight * maps.square()).sum(dim=2) - mean.square()
        return torch.cat([mean, spread.clamp_min(1e-5).sqrt()], dim=1)


def _mean_max(maps: Tensor) -> Tensor:
    return torch.cat([maps.mean(dim=2), maps.amax(dim=2)], dim=1)


def _statistics(maps: Tensor) -> Tensor:
    return torch.cat([_mean_max(maps), maps.var(dim=2, correction=0).clamp_min(1e-5).sqrt()], dim=1)


class Voice(nn.Module):
    """The trunk's convolutions, and what a trial puts on them."""

    def __init__(self, convolutions: nn.Module, trial: Trial, *, labels: int, speakers: int, beside: int) -> None:
        super().__init__()
        self.convolutions = convolutions
        self.attention = Attention() if trial.pooling == "attention" else None
        self.statistics = trial.pooling == "statistics"
        self.beside = beside if trial.prosody else 0
        self.dim = MAPS * (3 if self.statistics else 2) + self.beside
        self.embedding = nn.Linear(self.dim, 128)
        self.head = nn.Linear(128, labels)
        self.speaker = nn.Linear(128, speakers)
        self.relative = nn.Linear(self.dim, labels)

    def pooled(self, frames: Tensor, beside: Tensor) -> Tensor:
        """(batch, frames, 64) and (batch, features) -> (batch, dim)."""
        image = frames.unsqueeze(1).contiguous(memory_format=torch.channels_last)
        maps = self.convolutions(image).mean(dim=3).float()
        pooled = self.attention(maps) if self.attention else _statistics(maps) if self.statistics else _mean_max(maps)
        return torch.cat([pooled, beside], dim=1) if self.beside else pooled

    def forward(self, pooled: Tensor) -> tuple[Tensor, Tensor]:
        """Pooled maps -> logits of the emotion and of the speaker."""
        embedding = torch.relu(self.embedding(F.dropout(pooled, 0.2, self.training)))
        hidden = F.dropout(embedding, 0.2, self.training)
        reversed_slope = 2 * hidden.detach() - hidden  # the same forward, the other way round on the way back
        return self.head(hidden), self.speaker(reversed_slope)
