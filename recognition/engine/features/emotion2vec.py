"""emotion2vec (Ma et al. 2024, arXiv:2312.15185) as ears: the network of data2vec 2.0 for sound, written after FunASR's."""

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from pickle import UnpicklingError
from typing import Any, Self, cast

import numpy as np
import torch
import torch.nn.functional as F
import yaml
from torch import Tensor, nn

from recognition.engine.errors import ModelUnavailableError
from recognition.engine.features.log_mel import SAMPLE_RATE_HZ
from recognition.engine.features.pretrained import Pretrained, open_pretrained

FILES = ("config.yaml", "model.pt")
EPSILON = 1e-5
AUDIO = "modality_encoders.AUDIO."
PREFIXES = ("module.", "d2v_model.")  # what training programs put before every name
FIXED = {"layer_norm_first": False, "normalize": True}
FIXED_AUDIO = {
    "extractor_mode": "layer_norm",
    "use_alibi_encoder": True,
    "learned_alibi": False,
    "learned_alibi_scale_per_layer": False,
    "conv_pos_pre_ln": False,
}
"""What other variants of data2vec choose otherwise; all published emotion2vec agree on it."""

IN_A_BLOCK: Mapping[str, str] = {
    "qkv": "attn.qkv",
    "out": "attn.proj",
    "first": "mlp.fc1",
    "second": "mlp.fc2",
    "norm1": "norm1",
    "norm2": "norm2",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides the weights' shapes; `convolutions` are width, kernel and stride, `before` is how many of the blocks are
    published as parts of the encoder of sound."""

    dim: int
    heads: int
    hidden: int
    before: int
    blocks: int
    convolutions: tuple[tuple[int, int, int], ...]
    place_depth: int
    place_width: int
    place_groups: int
    extra_tokens: int

    @property
    def stride(self) -> int:
        """Samples from frame to frame."""
        return math.prod(stride for _, _, stride in self.convolutions)

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """From a `config.yaml` of FunASR.

        Raises:
            KeyError, TypeError: when it lacks something.
            ValueError: when it is of a variant that is not written here.
        """
        conf = told["model_conf"]
        audio = conf["modalities"]["audio"]
        other = [
            name for fixed, own in ((FIXED, conf), (FIXED_AUDIO, audio)) for name in fixed if own[name] != fixed[name]
        ]
        if other or conf["num_heads"] != audio["num_alibi_heads"]:
            raise ValueError(f"another {', '.join(other) or 'num_alibi_heads'} than emotion2vec's")
        return cls(
            dim=conf["embed_dim"],
            heads=conf["num_heads"],
            hidden=int(conf["embed_dim"] * conf["mlp_ratio"]),
            before=audio["prenet_depth"],
            blocks=audio["prenet_depth"] + conf["depth"],
            convolutions=convolutions_of(audio["feature_encoder_spec"]),
            place_depth=audio["conv_pos_depth"],
            place_width=audio["conv_pos_width"],
            place_groups=audio["conv_pos_groups"],
            extra_tokens=audio["num_extra_tokens"],
        )


class Emotion2vec:
    """An extractor: frames are its last layer's states, 50 a second. Weights are read on first use, or by `ready`."""

    def __init__(self, weights: str, models_dir: Path | None = None, *, fetch: bool = False) -> None:
        """Name published weights, by a folder in FunASR's layout or a name on the hub.

        Args:
            fetch: whether they may be downloaded to `models_dir`.
        """
        self.weights, self.models_dir, self.fetch = weights, models_dir, fetch

    @cached_property
    def found(self) -> Pretrained:
        """Where they are.

        Raises:
            ModelUnavailableError: when they are not here and cannot be had.
        """
        return open_pretrained(self.weights, FILES, self.models_dir, fetch=self.fetch)

    @cached_property
    def net(self) -> "Emotion2vecNet":
        """The network.

        Raises:
            ModelUnavailableError: when its weights cannot be had, or are not those of an emotion2vec.
        """
        return load_emotion2vec(self.found.folder)

    @property
    def frames_per_s(self) -> float:
        return SAMPLE_RATE_HZ / self.net.shape.stride

    def __call__(self, samples: np.ndarray) -> Tensor:
        """Mono float32 (samples,) at 16 kHz -> (frames, dim); none of too little sound."""
        wave = torch.from_numpy(np.ascontiguousarray(samples, dtype=np.float32))
        if frames_of(len(wave), self.net.shape) < 1:
            return torch.empty(0, self.net.shape.dim)
        with torch.inference_mode():
            return cast(Tensor, self.net(wave[None])[0])


def load_emotion2vec(folder: Path) -> "Emotion2vecNet":
    """The network in a folder of FunASR's layout; its weights are read as weights only, whatever else a pickle may hold.

    Raises:
        ModelUnavailableError: when it is of another kind, or broken.
    """
    try:
        shape = Shape.of(yaml.safe_load((folder / FILES[0]).read_text(encoding="utf-8")))
        stored = torch.load(folder / FILES[1], map_location="cpu", weights_only=True)
        net = Emotion2vecNet(shape)
        net.load_state_dict(ours(stored.get("model", stored), shape))
    except UnpicklingError as error:
        raise ModelUnavailableError(
            f"{folder / FILES[1]} is broken, or holds more than weights, and is not read.", code="model_unavailable"
        ) from error
    except (OSError, EOFError, yaml.YAMLError, KeyError, TypeError, ValueError, RuntimeError, AttributeError) as error:
        raise ModelUnavailableError(
            f"{folder} does not hold an emotion2vec as FunASR publishes it: {error}.", code="model_unavailable"
        ) from error
    return net.eval()


class Emotion2vecNet(nn.Module):
    """Sound to states: convolutions, places by convolutions, and transformer blocks that hear less of what is far away."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        widths = [1, *(width for width, _, _ in shape.convolutions)]
        self.convolutions = nn.ModuleList(
            nn.Conv1d(before, width, kernel, stride, bias=False)
            for before, (width, kernel, stride) in zip(widths, shape.convolutions, strict=False)
        )
        self.levels = nn.ModuleList(nn.LayerNorm(width, EPSILON) for width in widths[1:])
        self.project = nn.Sequential(nn.LayerNorm(widths[-1], EPSILON), nn.Linear(widths[-1], shape.dim))
        kernel = max(3, shape.place_width // shape.place_depth)
        self.places = nn.ModuleList(
            nn.Conv1d(shape.dim, shape.dim, kernel, padding=kernel // 2, groups=shape.place_groups)
            for _ in range(shape.place_depth)
        )
        self.extra = nn.Parameter(torch.zeros(1, shape.extra_tokens, shape.dim))
        self.farness = nn.Parameter(torch.ones(shape.heads, 1, 1))
        self.norm = nn.LayerNorm(shape.dim, EPSILON)
        self.blocks = nn.ModuleList(Block(shape) for _ in range(shape.blocks))

    def forward(self, waves: Tensor) -> Tensor:
        """(batch, samples) -> (batch, frames, dim)."""
        maps = F.layer_norm(waves, waves.shape[1:]).unsqueeze(1)
        for convolution, level in zip(self.convolutions, self.levels, strict=True):
            maps = F.gelu(level(convolution(maps).transpose(1, 2)).transpose(1, 2))
        states = self.project(maps.transpose(1, 2))  # (batch, frames, dim)
        states = states + self._placed(states)
        count = self.shape.extra_tokens
        farness = F.pad(distances(states.shape[1], self.shape.heads) * self.farness.clamp_min(0), (count, 0, count, 0))
        states = self.norm(torch.cat([self.extra.expand(len(states), -1, -1), states], dim=1))
        for block in self.blocks:
            states = block(states, farness)
        return cast(Tensor, states[:, count:])

    def _placed(self, states: Tensor) -> Tensor:
        maps = states.transpose(1, 2)
        length = maps.shape[2]
        for convolution in self.places:
            maps = convolution(maps)[:, :, :length]  # an even kernel makes one too many
            maps = F.gelu(F.layer_norm(maps.transpose(1, 2), maps.shape[1:2]).transpose(1, 2))
        return maps.transpose(1, 2)


class Block(nn.Module):
    """A transformer block, normalised after each part."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.qkv, self.out = nn.Linear(shape.dim, 3 * shape.dim), nn.Linear(shape.dim, shape.dim)
        self.first, self.second = nn.Linear(shape.dim, shape.hidden), nn.Linear(shape.hidden, shape.dim)
        self.norm1, self.norm2 = nn.LayerNorm(shape.dim, EPSILON), nn.LayerNorm(shape.dim, EPSILON)

    def forward(self, states: Tensor, farness: Tensor) -> Tensor:
        """(batch, tokens, dim), what is added to each head's attention (heads, tokens, tokens) -> (batch, tokens, dim)."""
        batch, tokens, dim = states.shape
        query, key, value = self.qkv(states).reshape(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        heard = F.scaled_dot_product_attention(query, key, value, attn_mask=farness.to(query))
        states = self.norm1(states + self.out(heard.transpose(1, 2).reshape(batch, tokens, dim)))
        return cast(Tensor, self.norm2(states + self.second(F.gelu(self.first(states)))))


def distances(frames: int, heads: int) -> Tensor:
    """Less attention the farther away, by a slope of each head's own (ALiBi, Press et al. 2022): (heads, frames, frames)."""
    at = torch.arange(frames)
    return -(at[None] - at[:, None]).abs() * torch.tensor(slopes(heads))[:, None, None]


def slopes(heads: int) -> list[float]:
    """A geometric series for a power of two; else that of the next lower one, and every other of the next higher."""
    power = 2 ** int(math.log2(heads))
    first = 2.0 ** -(8 / power)
    series = [first ** (step + 1) for step in range(power)]
    return series if power == heads else series + slopes(2 * power)[0::2][: heads - power]


def frames_of(samples: int, shape: Shape) -> int:
    """How many frames the convolutions make of so many samples."""
    for _, kernel, stride in shape.convolutions:
        samples = (samples - kernel) // stride + 1
    return samples


def convolutions_of(spec: str) -> tuple[tuple[int, int, int], ...]:
    """Lists of (width, kernel, stride), added and multiplied, as the configuration writes them.

    Raises:
        ValueError: when it is anything else.
    """
    try:
        return tuple(
            (int(width), int(kernel), int(stride))
            for width, kernel, stride in _value(ast.parse(spec, mode="eval").body)
        )
    except (SyntaxError, TypeError) as error:
        raise ValueError(f"feature_encoder_spec is {spec!r}") from error


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value=int()):
            return node.value
        case ast.List() | ast.Tuple():
            return [_value(each) for each in node.elts]
        case ast.BinOp(op=ast.Add()):
            return _value(node.left) + _value(node.right)
        case ast.BinOp(op=ast.Mult()):
            return _value(node.left) * min(_value(node.right), 64)
    raise ValueError("it is no list of numbers")


def ours(published: Mapping[str, Tensor], shape: Shape) -> dict[str, Tensor]:
    """Published weights under our names; decoder and classifier are left out.

    Raises:
        KeyError: when one is missing.
    """
    given = {_bare(name): tensor for name, tensor in published.items()}
    state = {
        "extra": given[f"{AUDIO}extra_tokens"],
        "farness": given[f"{AUDIO}alibi_scale"].reshape(-1, 1, 1).expand(shape.heads, 1, 1),
    }
    for name, theirs in _names(shape):
        state |= {f"{name}.{end}": given[f"{theirs}.{end}"] for end in ("weight", "bias") if f"{theirs}.{end}" in given}
    return {name: tensor.float() for name, tensor in state.items()}


def _names(shape: Shape) -> list[tuple[str, str]]:
    """Ours and the published ones, without their ends."""
    names = [
        ("project.0", f"{AUDIO}project_features.1"),
        ("project.1", f"{AUDIO}project_features.2"),
        ("norm", f"{AUDIO}context_encoder.norm"),
    ]
    for number in range(len(shape.convolutions)):
        theirs = f"{AUDIO}local_encoder.conv_layers.{number}"
        names += [(f"convolutions.{number}", f"{theirs}.0"), (f"levels.{number}", f"{theirs}.2.1")]
    for number in range(shape.place_depth):
        names.append((f"places.{number}", f"{AUDIO}relative_positional_encoder.{number + 1}.0"))
    for number in range(shape.blocks):
        inside = number < shape.before
        theirs = f"{AUDIO}context_encoder.blocks.{number}" if inside else f"blocks.{number - shape.before}"
        names += [(f"blocks.{number}.{name}", f"{theirs}.{other}") for name, other in IN_A_BLOCK.items()]
    return names


def _bare(name: str) -> str:
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    return name
