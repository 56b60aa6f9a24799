from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from recognition.engine.errors import ModelUnavailableError
from recognition.engine.features.vit import FaceVit, VitShape, load_vit
from tests.engine.features.published import write_emotion2vec, write_vit


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_vit(tmp_path_factory.mktemp("vit"))


def loaded(folder: Path) -> FaceVit:
    net = FaceVit(8, shape=VitShape.of(folder)).eval()
    load_vit(net, folder)
    return net


def test_published_weights_give_the_states_that_transformers_gives(folder: Path) -> None:
    pictures = torch.linspace(-80, 80, 2 * 3 * 24 * 24).reshape(2, 3, 24, 24).sin()
    with torch.no_grad():
        tokens = loaded(folder).tokens(pictures)
    # What the vit of ViTForImageClassification, transformers 5.23.0, makes of the same weights and pictures.
    assert tokens.shape == (2, 10, 32)
    assert tokens[0, 0, :4].tolist() == pytest.approx([0.8757, -1.5568, 0.0729, 1.0039], abs=2e-4)
    assert tokens[1, -1, -4:].tolist() == pytest.approx([1.172, 0.7632, -1.2414, -1.0359], abs=2e-4)
    assert float(tokens.abs().mean()) == pytest.approx(0.8572, abs=2e-4)


def test_a_network_of_its_own_answers_for_each_picture() -> None:
    net = FaceVit(8).eval()
    assert net(torch.zeros(3, 3, 48, 48)).shape == (3, 8)
    assert net.embed(torch.zeros(3, 3, 48, 48)).shape == (3, 128)


def test_a_stem_of_convolutions_leaves_as_many_patches_and_sees_all_of_the_picture() -> None:
    net = FaceVit(8, shape=VitShape(patch_size=8, stem=(8, 16))).eval()
    blank, spotted = torch.zeros(1, 3, 48, 48), torch.zeros(1, 3, 48, 48)
    spotted[:, :, 40:, 40:] = 1.0
    with torch.no_grad():
        tokens = net.tokens(torch.cat([blank, spotted]))
    assert tokens.shape == (2, 1 + 6 * 6, 128)
    assert not torch.allclose(tokens[0], tokens[1], atol=1e-4)


def test_a_stem_that_halves_more_often_than_a_patch_is_wide_is_refused() -> None:
    with pytest.raises(ValueError, match="patch_size is 6, and must be a multiple of 4"):
        VitShape(patch_size=6, stem=(8, 16))


def test_weights_of_another_shape_are_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes((folder / "config.json").read_bytes())
    state = load_file(folder / "model.safetensors")
    del state["vit.encoder.layer.1.layernorm_after.bias"]
    save_file(state, tmp_path / "model.safetensors")
    with pytest.raises(ModelUnavailableError, match="does not hold the weights"):
        loaded(tmp_path)


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="no vision transformer"):
        VitShape.of(write_emotion2vec(tmp_path))
