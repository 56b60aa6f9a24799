"""Importing VGGish from SavedModels that TensorFlow writes here, with the published network and random weights."""

import io
import json
import sys
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from recognition.engine.cli import DONE, FAILED, main
from recognition.engine.config import EngineConfig
from recognition.engine.errors import ModelUnavailableError
from recognition.engine.features.audioset_vggish import load_audioset_vggish, patches
from recognition.engine.features.log_mel import log_mel
from recognition.engine.features.vggish_card import WEIGHTS
from recognition.engine.features.vggish_import import TOLERANCE, import_vggish
from recognition.engine.testing import noise, tone
from recognition.engine.weights import sha256_of
from tests.loopback import serving

CONVOLUTIONS = (64, 128, 256, 256, 512, 512)
POOLED_AFTER = (0, 1, 3, 5)

needs_tensorflow = pytest.mark.skipif(
    find_spec("tensorflow_hub") is None, reason="TensorFlow Hub is not installed (requirements/tfhub.txt)"
)


def _config(models_dir: Path) -> EngineConfig:
    return EngineConfig(models_dir=models_dir, download_timeout_s=0.5)


def _published(tf: Any, seed: int = 0) -> Any:
    """VGGish as AudioSet publishes it: waveform in, one embedding for each 0.96 s out."""
    generator = np.random.default_rng(seed)

    def variable(*shape: int) -> Any:
        spread = np.sqrt(2 / np.prod(shape[:-1])) if len(shape) > 1 else 0.1
        return tf.Variable(generator.standard_normal(shape, dtype=np.float32) * np.float32(spread))

    class Published(tf.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            widths = (1, *CONVOLUTIONS)
            shapes: list[tuple[int, ...]] = [(3, 3, *around) for around in pairwise(widths)]
            shapes += [(512 * 6 * 4, 4096), (4096, 4096), (4096, 128)]
            self._variables = [variable(*part) for shape in shapes for part in (shape, shape[-1:])]

        @tf.function(input_signature=(tf.TensorSpec(shape=[None], dtype=tf.float32),))  # type: ignore[untyped-decorator]
        def __call__(self, waveform: Any) -> Any:
            spectra = tf.abs(tf.signal.stft(waveform, frame_length=400, frame_step=160, fft_length=512))
            filters = tf.signal.linear_to_mel_weight_matrix(64, 257, 16_000, 125.0, 7_500.0)
            features = tf.math.log(tf.matmul(spectra, filters) + 0.01)
            net = tf.signal.frame(features, 96, 96, axis=0)[..., None]
            pairs = list(zip(self._variables[::2], self._variables[1::2], strict=True))
            for place, (kernel, bias) in enumerate(pairs[:6]):
                net = tf.nn.relu(tf.nn.conv2d(net, kernel, strides=1, padding="SAME") + bias)
                if place in POOLED_AFTER:
                    net = tf.nn.max_pool2d(net, 2, 2, "SAME")
            net = tf.reshape(net, [-1, 512 * 6 * 4])
            for kernel, bias in pairs[6:8]:
                net = tf.nn.relu(tf.matmul(net, kernel) + bias)
            return tf.matmul(net, pairs[8][0]) + pairs[8][1]

    return Published()


@pytest.fixture(scope="module")
def tf() -> Any:
    return pytest.importorskip("tensorflow", reason="TensorFlow is not installed (requirements/tfhub.txt)")


@pytest.fixture(scope="module")
def module(tf: Any) -> Any:
    return _published(tf)


@pytest.fixture(scope="module")
def saved(tf: Any, module: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hub") / "vggish"
    tf.saved_model.save(module, str(folder))
    return folder


@pytest.fixture(scope="module")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@needs_tensorflow
def test_an_imported_network_gives_the_embeddings_of_its_source(
    module: Any, saved: Path, models_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--models-dir", str(models_dir), "models", "import-vggish", str(saved), "--json"]) == DONE
    told = json.loads(capsys.readouterr().out)
    assert told["sha256"] == sha256_of(models_dir / WEIGHTS)
    assert told["largest_difference"] <= TOLERANCE
    sound = np.concatenate([tone(1.1, frequency_hz=700.0), noise(1.4, seed=5)])
    theirs = module(sound).numpy()
    with torch.inference_mode():
        ours = load_audioset_vggish(models_dir)(patches(log_mel(sound))).numpy()
    assert theirs.shape == ours.shape == (2, 128)
    assert np.abs(theirs).mean() > 0.1
    assert np.allclose(theirs, ours, atol=1e-3, rtol=0)


class Hub(BaseHTTPRequestHandler):
    """Answers as TensorFlow Hub does: the SavedModel as a compressed archive."""

    archive = b""

    def do_GET(self) -> None:
        if not self.path.endswith("?tf-hub-format=compressed"):
            self.send_error(404)
            return
        self.connection.settimeout(None)  # the importer's limit on silence holds in this process too
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.archive)))
        self.end_headers()
        with suppress(ConnectionError):  # it first looks whether there is an answer, and leaves
            self.wfile.write(self.archive)

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def hub(saved: Path) -> Iterator[str]:
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz", compresslevel=0) as archive:
        archive.add(saved, arcname=".")
    Hub.archive = written.getvalue()
    with serving(Hub) as url:
        yield url


@needs_tensorflow
def test_a_handle_is_fetched_from_the_hub(
    hub: str, models_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TFHUB_CACHE_DIR", str(tmp_path / "cache"))
    card = import_vggish(f"{hub}/google/vggish/1", EngineConfig(models_dir=tmp_path / "models"))
    assert card.source == f"{hub}/google/vggish/1"
    assert card.sha256 == sha256_of(tmp_path / "models" / WEIGHTS)


@needs_tensorflow
@pytest.mark.parametrize("source", ["http://127.0.0.1:9/vggish/1", "https://no-such-hub.invalid/vggish/1"])
def test_an_unreachable_hub_is_told_in_time(source: str, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="could not be fetched") as refused:
        import_vggish(source, _config(tmp_path))
    assert (refused.value.code, refused.value.retryable) == ("model_unavailable", True)
    assert list(tmp_path.iterdir()) == []


@needs_tensorflow
def test_a_folder_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--models-dir", str(tmp_path), "models", "import-vggish", "nowhere/vggish"]) == FAILED
    assert "nowhere/vggish" in capsys.readouterr().err


def _other(tf: Any, kind: str) -> Any:
    class Other(tf.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.kernel = tf.Variable(tf.ones([1, 128]))

        @tf.function(input_signature=(tf.TensorSpec(shape=[None], dtype=tf.float32),))  # type: ignore[untyped-decorator]
        def __call__(self, waveform: Any) -> Any:
            rows = 3 if kind == "other kernels" else 7
            return tf.reduce_mean(waveform) * tf.ones([rows, 1]) * self.kernel

    return Other() if kind != "not callable" else tf.Module()


@needs_tensorflow
@pytest.mark.parametrize("kind", ["other kernels", "other output", "not callable"])
def test_another_saved_model_is_refused(tf: Any, kind: str, tmp_path: Path) -> None:
    tf.saved_model.save(_other(tf, kind), str(tmp_path / "other"))
    with pytest.raises(ModelUnavailableError, match="is not AudioSet's VGGish") as refused:
        import_vggish(str(tmp_path / "other"), _config(tmp_path / "models"))
    assert refused.value.code == "not_vggish"
    assert not (tmp_path / "models").exists()


@needs_tensorflow
def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="no SavedModel") as refused:
        import_vggish(str(tmp_path), _config(tmp_path / "models"))
    assert refused.value.code == "not_vggish"


def test_without_tensorflow_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "tensorflow_hub", None)
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    with pytest.raises(ModelUnavailableError) as refused:
        import_vggish("https://tfhub.dev/google/vggish/1", _config(tmp_path))
    assert refused.value.code == "missing_extra"
    assert "requirements/tfhub.txt" in refused.value.message
