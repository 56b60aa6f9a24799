"""The original VGGish on its own; `test_vggish_import.py` compares it with TensorFlow."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from safetensors.torch import save_file

from recognition.engine.errors import ModelUnavailableError
from recognition.engine.features.audioset_vggish import (
    AudioSetVGGish,
    load_audioset_vggish,
    load_vggish_state,
    patches,
    settle_batch_norm,
    trunk_state,
)
from recognition.engine.features.log_mel import log_mel
from recognition.engine.features.vggish import VGGish
from recognition.engine.features.vggish_card import CARD, WEIGHTS, VggishCard, read_vggish_card, write_vggish_card
from recognition.engine.weights import sha256_of


def published_patches(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    """The front end from its published description, in numpy alone: 25-ms periodic Hann windows every 10 ms, magnitudes
    of a 512-point FFT, 64 HTK-mel triangles from 125 to 7500 Hz, log(mel + 0.01), 96 frames to a patch."""
    edges = np.linspace(1127.0 * np.log(1.0 + 125.0 / 700.0), 1127.0 * np.log(1.0 + 7500.0 / 700.0), 66)
    bins = 1127.0 * np.log(1.0 + np.arange(257) * 16_000 / 512 / 700.0)
    filters = np.zeros((257, 64))
    for band in range(64):
        left, middle, right = edges[band : band + 3]
        for number in range(1, 257):
            slope = min((bins[number] - left) / (middle - left), (right - bins[number]) / (right - middle))
            filters[number, band] = max(0.0, slope)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(400) / 400)
    frames = [samples[start : start + 400] * window for start in range(0, len(samples) - 399, 160)]
    spectra = np.abs(np.fft.rfft(np.array(frames), n=512, axis=1))
    features = np.log(spectra @ filters + 0.01)
    whole = len(features) // 96
    return features[: whole * 96].reshape(whole, 96, 64)


@pytest.mark.parametrize("seconds", [0.975, 2.2])
def test_the_front_end_is_the_published_one(seconds: float) -> None:
    generator = np.random.default_rng(3)
    time = np.arange(round(seconds * 16_000)) / 16_000
    samples = (0.4 * np.sin(2 * np.pi * 900 * time) + 0.1 * generator.standard_normal(len(time))).astype(np.float32)
    expected = published_patches(samples)
    assert expected.shape == (int(seconds / 0.96), 96, 64)
    assert np.allclose(patches(log_mel(samples)).numpy(), expected, atol=1e-4)


def test_less_than_a_patch_is_dropped() -> None:
    assert patches(torch.zeros(95, 64)).shape == (0, 96, 64)


@pytest.fixture(scope="module")
def network() -> AudioSetVGGish:
    torch.manual_seed(0)
    return AudioSetVGGish().eval()


def test_it_has_the_published_number_of_parameters(network: AudioSetVGGish) -> None:
    assert sum(tensor.numel() for tensor in network.parameters()) == 72_141_184


def test_our_trunk_with_its_convolutions_computes_the_same_maps(network: AudioSetVGGish) -> None:
    trunk = VGGish().eval()
    missing, unexpected = trunk.load_state_dict(trunk_state(network.state_dict()), strict=False)
    assert unexpected == []
    assert set(missing) - {name for name in missing if "num_batches" in name} == {"embedding.weight", "embedding.bias"}
    heard = torch.randn(2, 1, 96, 64)
    with torch.inference_mode():
        assert torch.allclose(trunk.convolutions(heard), network.convolutions(heard), atol=1e-5)


def test_settled_batch_norm_is_the_identity_while_training_too(network: AudioSetVGGish) -> None:
    trunk = VGGish()
    trunk.load_state_dict(trunk_state(network.state_dict()), strict=False)
    heard = torch.randn(2, 96, 64)
    settle_batch_norm(trunk, heard)
    with torch.inference_mode():
        expected = network.convolutions(heard.unsqueeze(1))
        for mode in (trunk.train(), trunk.eval()):
            assert torch.allclose(mode.convolutions(heard.unsqueeze(1)), expected, atol=1e-3)


@pytest.fixture(scope="module")
def models_dir(network: AudioSetVGGish, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    save_file(network.state_dict(), folder / WEIGHTS)
    write_vggish_card(
        folder, VggishCard("a folder", sha256_of(folder / WEIGHTS), "Apache-2.0", "2026-01-01T00:00:00+00:00", 1e-6)
    )
    return folder


def test_what_was_imported_is_loaded_whole_or_for_the_trunk(models_dir: Path, network: AudioSetVGGish) -> None:
    heard = torch.randn(1, 96, 64)
    with torch.inference_mode():
        assert torch.equal(load_audioset_vggish(models_dir)(heard), network(heard))
    state = load_vggish_state(models_dir)
    assert torch.equal(state["convolutions.0.weight"], network.state_dict()["convolutions.0.weight"])


def test_without_an_import_the_command_is_named(tmp_path: Path) -> None:
    assert read_vggish_card(tmp_path) is None
    with pytest.raises(ModelUnavailableError, match="emotion models import-vggish") as refused:
        load_vggish_state(tmp_path)
    assert refused.value.code == "model_unavailable"


def test_a_changed_file_is_refused(models_dir: Path, tmp_path: Path) -> None:
    (tmp_path / CARD).write_bytes((models_dir / CARD).read_bytes())
    (tmp_path / WEIGHTS).write_bytes(b"something else")
    with pytest.raises(ModelUnavailableError) as refused:
        load_audioset_vggish(tmp_path)
    assert refused.value.code == "checksum_mismatch"
