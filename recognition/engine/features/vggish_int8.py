"""VGGish's convolutions in 8 bits: the same maps to about a hundredth, several times as fast on common processors.

Ranges need no speech to be measured on: batch norm knows how its outputs are distributed (Nagel et al. 2019,
arXiv:1906.04721). Sums of 8-bit numbers are exact, so a window's maps are the same whatever is heard beside it.
"""

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import torch
from torch import Tensor, nn

from recognition.engine.features.log_mel import LOG_OFFSET

STEPS = 127  # of 255: processors without sums for 8 bits add pairs in 16, which would run over
DEVIATIONS = 6.0  # of a batch norm's outputs that these steps cover; what is louder has the steps above
LOWEST, HIGHEST = math.log(LOG_OFFSET), 3.0  # of log-mel frames of levelled speech
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
        return nn.Sequential(_Coarse(), *_layers(convolutions), _Fine()).eval()


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
            yield _Convolution(layer, cast(nn.BatchNorm2d, layers[place + 1]))
        elif isinstance(layer, nn.MaxPool2d):
            yield nn.MaxPool2d(layer.kernel_size)


class _Coarse(nn.Module):
    def forward(self, image: Tensor) -> Tensor:
        scale = (HIGHEST - LOWEST) / STEPS
        return torch.quantize_per_tensor(image, scale, round(-LOWEST / scale), torch.quint8)


class _Fine(nn.Module):
    def forward(self, maps: Tensor) -> Tensor:
        return maps.dequantize()


class _Convolution(nn.Module):
    """A convolution, its batch norm and ReLU; weights are scaled by output channel."""

    def __init__(self, convolution: nn.Conv2d, norm: nn.BatchNorm2d) -> None:
        super().__init__()
        gain = norm.weight / (cast(Tensor, norm.running_var) + norm.eps).sqrt()
        weight = (convolution.weight * gain[:, None, None, None]).float()
        own = 0.0 if convolution.bias is None else convolution.bias
        bias = (norm.bias + (own - cast(Tensor, norm.running_mean)) * gain).float()
        scales = weight.abs().amax(dim=(1, 2, 3)).clamp_min(1e-12).double() / 127
        coarse = torch.quantize_per_channel(weight, scales, torch.zeros_like(scales, dtype=torch.long), 0, torch.qint8)
        # Beside what the kernel takes, which is nobody's to count: a ninth of a full convolution more.
        self.weight = nn.Parameter(coarse.int_repr(), requires_grad=False)
        self.bias = nn.Parameter(bias, requires_grad=False)
        self.scale = float((norm.bias + DEVIATIONS * norm.weight.abs()).max()) / STEPS
        self._packed = torch.ops.quantized.conv2d_prepack(
            coarse, bias, convolution.stride, convolution.padding, convolution.dilation, convolution.groups
        )

    def forward(self, maps: Tensor) -> Tensor:
        return cast(Tensor, torch.ops.quantized.conv2d_relu(maps, self._packed, self.scale, 0))
