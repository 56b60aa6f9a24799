"""VGGish's convolutions in 8 bits: the same maps to about a hundredth, several times as fast on common processors.

Ranges need no speech to be measured on: batch norm knows how its outputs are distributed (Nagel et al. 2019,
arXiv:1906.04721). Sums of whole numbers are exact, so a window's maps are the same whatever is heard beside it.

The first layer, one product in two hundred, has weights of 12 bits: its input is not about 0, as maps are, so that what 8 bits
round off its weights moves whole maps; it was two thirds of what the scores lost.
"""

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, cast

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from recognition.engine.features.log_mel import LOG_OFFSET

STEPS = 127  # of 255: processors without sums for 8 bits add pairs in 16, which would run over
DEVIATIONS = 6.0  # of a batch norm's outputs that these steps cover; what is louder has the steps above
LOWEST, HIGHEST = math.log(LOG_OFFSET), 3.0  # of log-mel frames of levelled speech
HEARD_STEP = 2.0**-5  # of these frames, for the first layer
MOST_WEIGHT = (
    2047  # of its steps: times 244 steps of a frame and nine weights, and the bias, below what floats count to
)
ENGINES = ("x86", "fbgemm", "onednn")


def has_eight_bits() -> bool:
    """Whether this processor's convolutions in 8 bits are those that were measured."""
    return torch.backends.quantized.engine in ENGINES


def eight_bit(convolutions: nn.Sequential) -> nn.Sequential:
    """Convolutions of `VGGish`, in evaluation mode, as 8-bit ones with batch norm and ReLU in them; maps come out as floats.

    Args:
        convolutions: whose input is log-mel frames; they stay as they are.
    """
    with quietly(), torch.inference_mode(False), torch.no_grad():
        return nn.Sequential(*_layers(convolutions), _Fine()).eval()


@contextmanager
def quietly() -> Iterator[None]:
    """PyTorch announces that 8-bit tensors will leave it; the release that is pinned has them."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*(deprecat|quantiz|reduce_range).*")
        yield


def _layers(convolutions: nn.Sequential) -> Iterator[nn.Module]:
    layers = list(convolutions)
    for place, layer in enumerate(layers):
        if isinstance(layer, nn.Conv2d):
            folded = _folded(layer, cast(nn.BatchNorm2d, layers[place + 1]))
            yield _Convolution(layer, folded) if place else _First(layer, folded)
        elif isinstance(layer, nn.MaxPool2d):
            yield nn.MaxPool2d(layer.kernel_size)


class _Folded(NamedTuple):
    """A convolution with its batch norm in it, and the step of its output."""

    weight: Tensor
    bias: Tensor
    scale: float


def _folded(convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> _Folded:
    gain = norm.weight / (cast(Tensor, norm.running_var) + norm.eps).sqrt()
    own = 0.0 if convolution.bias is None else convolution.bias
    return _Folded(
        (convolution.weight * gain[:, None, None, None]).float(),
        (norm.bias + (own - cast(Tensor, norm.running_mean)) * gain).float(),
        float((norm.bias + DEVIATIONS * norm.weight.abs()).max()) / STEPS,
    )


class _First(nn.Module):
    """The first convolution and ReLU: frames of 8 bits, weights of 12, both in powers of two, so that floats add exactly."""

    def __init__(self, convolution: nn.Conv2d, folded: _Folded) -> None:
        super().__init__()
        most = folded.weight.abs().amax(dim=(1, 2, 3)).clamp_min(1e-12)
        step = (most / MOST_WEIGHT).log2().ceil().exp2()
        self.padding, self.scale = cast(tuple[int, int], convolution.padding), folded.scale
        weight = _rounded(folded.weight, step[:, None, None, None])
        # An image of one channel fits any order of memory: by that of the weights maps come out as the next layer wants them.
        self.weight = nn.Parameter(weight.to(memory_format=torch.channels_last), requires_grad=False)
        self.bias = nn.Parameter(_rounded(folded.bias, step * HEARD_STEP), requires_grad=False)

    def forward(self, image: Tensor) -> Tensor:
        heard = _rounded(image.clamp(LOWEST, HIGHEST), HEARD_STEP)
        maps = F.conv2d(heard, self.weight, self.bias, padding=self.padding)
        return torch.quantize_per_tensor(maps, self.scale, 0, torch.quint8)  # what is below 0 is 0


def _rounded(numbers: Tensor, step: Tensor | float) -> Tensor:
    return (numbers / step).round() * step


class _Fine(nn.Module):
    def forward(self, maps: Tensor) -> Tensor:
        return maps.dequantize()


class _Convolution(nn.Module):
    """A convolution, its batch norm and ReLU; weights are scaled by output channel."""

    def __init__(self, convolution: nn.Conv2d, folded: _Folded) -> None:
        super().__init__()
        weight, bias, self.scale = folded
        scales = weight.abs().amax(dim=(1, 2, 3)).clamp_min(1e-12).double() / 127
        coarse = torch.quantize_per_channel(weight, scales, torch.zeros_like(scales, dtype=torch.long), 0, torch.qint8)
        # Beside what the kernel takes, which is nobody's to count: a ninth of a full convolution more.
        self.weight = nn.Parameter(coarse.int_repr(), requires_grad=False)
        self.bias = nn.Parameter(bias, requires_grad=False)
        self._packed = torch.ops.quantized.conv2d_prepack(
            coarse, bias, convolution.stride, convolution.padding, convolution.dilation, convolution.groups
        )

    def forward(self, maps: Tensor) -> Tensor:
        return cast(Tensor, torch.ops.quantized.conv2d_relu(maps, self._packed, self.scale, 0))
