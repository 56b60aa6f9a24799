from itertools import pairwise

import pytest
import torch

from recognition.engine.features.vggish import EMBEDDING_DIM, VGGish


@pytest.mark.parametrize("frames", [16, 96, 300])
def test_any_length_from_one_pooled_frame_gives_one_embedding(frames: int) -> None:
    assert VGGish().eval()(torch.randn(2, frames, 64)).shape == (2, EMBEDDING_DIM)


def test_the_convolutions_are_those_of_the_published_vggish() -> None:
    shapes = [tuple(layer.weight.shape) for layer in VGGish().convolutions if isinstance(layer, torch.nn.Conv2d)]
    widths = [1, 64, 128, 256, 256, 512, 512]
    assert shapes == [(after, before, 3, 3) for before, after in pairwise(widths)]
