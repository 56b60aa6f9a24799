"""A vision transformer on faces (Dosovitskiy et al. 2021, arXiv:2010.11929): published weights from a folder, or a small one
that is trained here."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Self, cast

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from recognition.engine.errors import ModelUnavailableError
from recognition.engine.features.efficient_face import convolution

FILES = ("config.json", "model.safetensors")
KIND = "vit"  # `model_type` of a published configuration
PREFIX = "vit."  # of a published classifier's names
EPSILON = 1e-12
LONGEST_WAVE = 100.0  # patches; pictures are a few across
OUTSIDE: Mapping[str, str] = {
    "first": "embeddings.cls_token",
    "places": "embeddings.position_embeddings",
    "patches.weight": "embeddings.patch_embeddings.projection.weight",
    "patches.bias": "embeddings.patch_embeddings.projection.bias",
    "layers.norm.weight": "layernorm.weight",
    "layers.norm.bias": "layernorm.bias",
}
"""Our names of what is outside the layers to the published ones."""

IN_A_LAYER: Mapping[str, str] = {
    "self_attn.out_proj": "attention.output.dense",
    "linear1": "intermediate.dense",
    "linear2": "output.dense",
    "norm1": "layernorm_before",
    "norm2": "layernorm_after",
}
"""Those inside a layer, but for query, key and value, which are one tensor here."""


@dataclass(frozen=True, slots=True)
class VitShape:
    """What decides the weights' shapes, under the names of a published `config.json`; this is the small one.

    `stem` are the widths of convolutions before the patches, each of which halves the picture's side. Published networks
    have none; from thousands of faces, not millions, a transformer learns more behind them (Xiao et al. 2021,
    arXiv:2106.14881).
    """

    image_size: int = 48
    patch_size: int = 6
    num_channels: int = 3
    hidden_size: int = 128
    num_hidden_layers: int = 4
    num_attention_heads: int = 4
    intermediate_size: int = 256
    stem: Sequence[int] = ()

    def __post_init__(self) -> None:
        if self.patch_size % self.after_stem:
            raise ValueError(
                f"patch_size is {self.patch_size}, and must be a multiple of {self.after_stem}, the stem's"
            )

    @property
    def after_stem(self) -> int:
        """How many pixels' side one point of the stem's maps stands for."""
        return int(2 ** len(self.stem))

    @classmethod
    def of(cls, folder: Path) -> Self:
        """That of published weights.

        Raises:
            ModelUnavailableError: when the folder does not say so, or is of another kind of network.
        """
        try:
            told = json.loads((folder / FILES[0]).read_text(encoding="utf-8"))
            if told["model_type"] != KIND:
                raise ModelUnavailableError(
                    f"{folder} holds a {told['model_type']}, not a vision transformer.", code="model_unavailable"
                )
            sizes: dict[str, Any] = {name: int(told[name]) for name in cls.__slots__ if name in told}
            return cls(**{"num_channels": 3} | sizes)
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise ModelUnavailableError(
                f"{folder} holds no vision transformer: {FILES[0]} is missing or broken.", code="model_unavailable"
            ) from error


class FaceVit(nn.Module):
    """Faces to logits."""

    def __init__(self, labels: int, dropout: float = 0.0, shape: VitShape = VitShape()) -> None:
        super().__init__()
        dim, across = shape.hidden_size, shape.image_size // shape.patch_size
        widths, side = (shape.num_channels, *shape.stem), shape.patch_size // shape.after_stem
        self.stem = nn.Sequential(*(_halved(before, width) for before, width in pairwise(widths)))
        self.patches = nn.Conv2d(widths[-1], dim, side, side)
        self.first = nn.Parameter(torch.zeros(1, 1, dim))  # the class token
        self.places = nn.Parameter(torch.cat([torch.zeros(1, dim), waves(across, dim)]).unsqueeze(0))
        self.layers = nn.TransformerEncoder(
            nn.TransformerEncoderLayer(
                dim,
                shape.num_attention_heads,
                shape.intermediate_size,
                dropout=0.0,
                activation="gelu",
                layer_norm_eps=EPSILON,
                batch_first=True,
                norm_first=True,
            ),
            shape.num_hidden_layers,
            norm=nn.LayerNorm(dim, EPSILON),
            enable_nested_tensor=False,
        )
        self.head = nn.Sequential(nn.Dropout(dropout), nn.Linear(dim, labels))

    def forward(self, pictures: Tensor) -> Tensor:
        """(n, 3, side, side), as `efficient_face.prepared` makes them -> logits (n, labels)."""
        return cast(Tensor, self.head(self.embed(pictures)))

    def embed(self, pictures: Tensor) -> Tensor:
        """(n, 3, side, side) -> the mean over the last layer's tokens, (n, dim)."""
        return self.tokens(pictures).mean(dim=1)

    def tokens(self, pictures: Tensor) -> Tensor:
        """(n, 3, side, side) -> the last layer's tokens, the class token first, (n, 1 + patches, dim)."""
        patches = self.patches(self.stem(pictures)).flatten(2).transpose(1, 2)
        tokens = torch.cat([self.first.expand(len(pictures), -1, -1), patches], dim=1)
        return cast(Tensor, self.layers(tokens + self.places))


def _halved(before: int, width: int) -> nn.Sequential:
    """(n, before, side, side) -> (n, width, side / 2, side / 2)."""
    return nn.Sequential(*convolution(before, width, 3, stride=2), *convolution(width, width, 3))


def waves(across: int, dim: int) -> Tensor:
    """Places to begin with that tell rows and columns apart, as loud as the patches: (across · across, dim).

    With small random ones, as published networks begin with, thousands of faces are too few to learn where a mouth is
    (Beyer et al. 2022, arXiv:2205.01580).
    """
    at = torch.arange(across, dtype=torch.float32)
    pace = LONGEST_WAVE ** -torch.linspace(0, 1, -(-dim // 4))
    wave = torch.cat([(at[:, None] * pace).sin(), (at[:, None] * pace).cos()], dim=1)  # (across, dim / 2)
    down, aside = wave.repeat_interleave(across, dim=0), wave.repeat(across, 1)
    return torch.cat([down, aside], dim=1)[:, :dim]


def load_vit(net: FaceVit, folder: Path) -> None:
    """Give all but the head published weights, of a `ViTModel` or a `ViTForImageClassification`.

    Raises:
        ModelUnavailableError: when they are missing, or do not fit.
    """
    try:
        given = {name.removeprefix(PREFIX): tensor.float() for name, tensor in load_file(folder / FILES[1]).items()}
        state = ours(given, len(net.layers.layers))
        left = net.load_state_dict(state, strict=False)
    except (OSError, SafetensorError, KeyError, RuntimeError) as error:
        raise ModelUnavailableError(
            f"{folder / FILES[1]} does not hold the weights of the vision transformer beside it.",
            code="model_unavailable",
        ) from error
    if any(not name.startswith("head.") for name in left.missing_keys):
        raise ModelUnavailableError(f"{folder / FILES[1]} lacks weights.", code="model_unavailable")


def ours(given: Mapping[str, Tensor], layers: int) -> dict[str, Tensor]:
    """Published weights under our names.

    Raises:
        KeyError: when one is missing.
    """
    state = {name: given[theirs] for name, theirs in OUTSIDE.items()}
    for number in range(layers):
        layer, theirs = f"layers.layers.{number}", f"encoder.layer.{number}"
        for end in ("weight", "bias"):
            attended = [given[f"{theirs}.attention.attention.{part}.{end}"] for part in ("query", "key", "value")]
            state[f"{layer}.self_attn.in_proj_{end}"] = torch.cat(attended)
            state |= {f"{layer}.{name}.{end}": given[f"{theirs}.{other}.{end}"] for name, other in IN_A_LAYER.items()}
    return state
