"""VGGish's convolutions in 8 bits, with weights and batch norms of no training."""

from typing import Any, cast

import pytest
import torch
from torch import Tensor, nn

from recognition.engine.features.vggish import VGGish
from recognition.engine.features.vggish_int8 import HIGHEST, LOWEST, eight_bit, quietly


@pytest.fixture(scope="module")
def convolutions() -> nn.Sequential:
    """With norms that have seen something: frames have a level, which weights that are rounded would move."""
    torch.manual_seed(4)
    trunk = VGGish().train()
    with torch.no_grad():
        for _ in range(8):
            trunk.convolutions(frames(4, seed=5))
    return cast(nn.Sequential, trunk.eval().convolutions)


def frames(count: int, *, seed: int) -> Tensor:
    """Windows of log-mel frames between the softest and the loudest, (count, 1, 96, 64)."""
    generator = torch.Generator().manual_seed(seed)
    drawn = LOWEST + (HIGHEST - LOWEST) * torch.rand(count, 1, 96, 64, generator=generator)
    return drawn.contiguous(memory_format=torch.channels_last)


def test_maps_are_nearly_those_of_32_bits(convolutions: nn.Sequential) -> None:
    image = frames(2, seed=1)
    with torch.inference_mode(), quietly():
        whole, eighth = convolutions(image), eight_bit(convolutions)(image)
    assert (eighth - whole).abs().mean() < 0.02 * whole.amax()


def test_the_first_layers_sums_are_exact(convolutions: nn.Sequential) -> None:
    """So they are the same in any order, which the number of windows heard at once may change."""
    with torch.inference_mode(), quietly():
        first: Any = eight_bit(convolutions)[0]
        heard = (frames(3, seed=2) * 32).round() / 32
        in_floats = nn.functional.conv2d(heard, first.weight, first.bias, padding=1)
        in_doubles = nn.functional.conv2d(heard.double(), first.weight.double(), first.bias.double(), padding=1)
    assert torch.equal(in_floats.double(), in_doubles)


def test_a_level_of_all_frames_moves_no_map_of_the_first_layer(convolutions: nn.Sequential) -> None:
    """Silence is far from 0: what rounding takes from weights, all of its frames would add up."""
    silence = torch.full((1, 1, 96, 64), LOWEST)
    with torch.inference_mode(), quietly():
        first: Any = eight_bit(convolutions)[0]
        moved = first(silence).dequantize() - convolutions[:3](silence)
    assert moved.abs().amax() <= 1.5 * first.scale


def test_a_window_is_heard_alone_as_beside_others(convolutions: nn.Sequential) -> None:
    image = frames(3, seed=3)
    with torch.inference_mode(), quietly():
        variant = eight_bit(convolutions)
        alone = torch.cat([cast(Tensor, variant(window[None])) for window in image])
        assert torch.equal(alone, variant(image))
