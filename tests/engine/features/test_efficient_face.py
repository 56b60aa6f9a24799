"""EfficientFace: the published shapes and size, its parts, and the one preparation of pictures."""

import numpy as np
import pytest
import torch
from torch import nn

from recognition.engine.features.efficient_face import (
    MAPS_DIM,
    SIDE,
    STEM,
    WIDTHS,
    EfficientFace,
    LocalFeatureExtractor,
    Modulator,
    Shuffled,
    prepared,
)


def size(net: nn.Module) -> int:
    return sum(parameter.numel() for parameter in net.parameters())


def drawn_face(side: int) -> np.ndarray:
    """An oval with eyes and a mouth, (1, side, side, 3)."""
    down, across = np.mgrid[0:side, 0:side] / side - 0.5
    face = 60.0 + 140.0 * ((across / 0.35) ** 2 + (down / 0.45) ** 2 < 1)
    face[(np.abs(np.abs(across) - 0.15) < 0.05) & (np.abs(down + 0.1) < 0.04)] = 20
    face[(np.abs(across) < 0.15) & (np.abs(down - 0.22) < 0.03)] = 40
    return np.repeat(face.astype(np.uint8)[None, :, :, None], 3, axis=3)


def test_it_has_the_published_number_of_parameters() -> None:
    assert round(size(EfficientFace(7)) / 1e6, 2) == 1.28


@pytest.mark.parametrize("side", [48, SIDE, 224])
def test_it_reads_faces_of_any_size_in_sixteens(side: int) -> None:
    net, faces = EfficientFace(8).eval(), torch.randn(2, 3, side, side)
    with torch.inference_mode():
        assert net(faces).shape == (2, 8)
        assert net.maps(faces).shape == (2, MAPS_DIM)
        torch.testing.assert_close(net.head(net.maps(faces)), net(faces))


def test_each_quarter_of_the_face_is_looked_at_by_itself() -> None:
    local, maps = LocalFeatureExtractor(STEM, WIDTHS[0]).eval(), torch.randn(1, STEM, 24, 24)
    other = maps.clone()
    other[:, :, :12, 12:] += 1.0  # the upper right
    with torch.no_grad():
        changed = (local(maps) != local(other)).any(dim=1)[0]
    assert changed.shape == (12, 12)
    assert changed[:6, 6:].any()
    changed[:6, 6:] = False
    assert not changed.any()


def test_the_modulator_only_damps_and_tells_places_and_maps_apart() -> None:
    modulator, maps = Modulator(WIDTHS[0]).eval(), torch.rand(1, WIDTHS[0], 12, 12) + 0.1
    with torch.inference_mode():
        share = modulator(maps) / maps
    assert share.min() > 0
    assert share.max() < 1
    assert share.std(dim=1).max() > 0
    assert share.std(dim=(2, 3)).max() > 0


def test_a_unit_passes_half_of_its_maps_on_as_they_are() -> None:
    maps = torch.randn(1, 116, 6, 6)
    with torch.inference_mode():
        torch.testing.assert_close(Shuffled(116, 116).eval()(maps)[:, ::2], maps[:, :58])
    assert Shuffled(116, 232)(torch.randn(2, 116, 6, 6)).shape == (2, 232, 3, 3)


def test_pictures_of_film_and_of_the_data_set_become_alike() -> None:
    film, small = prepared(drawn_face(224)), prepared(drawn_face(48))
    assert film.shape == small.shape == (1, 3, SIDE, SIDE)
    assert np.corrcoef(film.flatten(), small.flatten())[0, 1] > 0.95


def test_light_and_contrast_leave_a_prepared_face_as_it_is() -> None:
    face = drawn_face(224)
    dim = (face * 0.5 + 30).astype(np.uint8)
    torch.testing.assert_close(prepared(dim), prepared(face), atol=0.02, rtol=0)
    assert float(prepared(face).mean()) == pytest.approx(0, abs=1e-4)


def test_a_flat_picture_stays_flat() -> None:
    assert prepared(np.full((1, 224, 224, 3), 7, np.uint8)).abs().max() < 0.01


def test_colour_becomes_grey() -> None:
    red = np.zeros((1, 64, 64, 3), np.uint8)
    red[:, 16:48, 16:48, 0] = 200
    channels = prepared(red)[0]
    torch.testing.assert_close(channels[0], channels[2])
