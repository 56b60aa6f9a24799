"""AudioSet VGGish out of a TensorFlow SavedModel, with the proof that it computes the same here.

Names and order of the variables differ between exports, so they decide nothing: kernels are told apart by their shapes, and
of the few ways to deal out biases of equal length the right one is that which reproduces the source's own numbers.
"""

import os
import socket
import tarfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPException
from itertools import islice, permutations, product
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import save
from torch import Tensor

from recognition.engine.config import EngineConfig
from recognition.engine.errors import ModelUnavailableError
from recognition.engine.features.audioset_vggish import AudioSetVGGish, patches
from recognition.engine.features.log_mel import SAMPLE_RATE_HZ, log_mel
from recognition.engine.features.vggish import EMBEDDING_DIM
from recognition.engine.features.vggish_card import LICENCE, WEIGHTS, VggishCard, write_vggish_card
from recognition.engine.weights import connect, partial, reason, sha256_of

TOLERANCE = 1e-3
PROBE_S = 3.0
MAX_WAYS = 256  # of dealing out biases; the published model has 16

Array = npt.NDArray[np.float32]


def import_vggish(source: str, config: EngineConfig) -> VggishCard:
    """Import AudioSet VGGish into `config.models_dir`: complete and proven, or not at all.

    Args:
        source: a handle of TensorFlow Hub, "https://tfhub.dev/google/vggish/1" say, or a folder with a SavedModel that
            takes a waveform at 16 kHz and gives (patches, 128).
        config: where weights go, and how long a silent server is waited for.

    Raises:
        ModelUnavailableError: `missing_extra` without TensorFlow Hub; `model_unavailable` when the source cannot be had;
            `not_vggish` when it is something else.
    """
    tensorflow, hub = _libraries()
    folder = _fetched(source, hub, tensorflow, config.download_timeout_s)
    sound = probe_sound()
    expected = _embeddings(source, folder, sound, hub=hub, tensorflow=tensorflow)
    network, difference = _reproduced(source, _variables(source, folder, tensorflow), sound, expected)
    target = config.models_dir / WEIGHTS
    with partial(target) as file:
        file.write(save(network.state_dict()))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    card = VggishCard(source, sha256_of(target), LICENCE, now, round(difference, 7))
    write_vggish_card(config.models_dir, card)
    return card


def probe_sound() -> Array:
    """Three seconds that light up every band: a rising tone in noise, always the same."""
    time = np.arange(round(PROBE_S * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    rising = 0.3 * np.sin(2 * np.pi * (200 + 1000 * time) * time)
    return (rising + 0.05 * np.random.default_rng(0).standard_normal(len(time))).astype(np.float32)


def _libraries() -> tuple[Any, Any]:
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # read by TensorFlow as it loads; its notices are not for people
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="pkg_resources is deprecated")
            import tensorflow
            import tensorflow_hub
    except ImportError as error:
        raise ModelUnavailableError(
            f"Importing VGGish needs TensorFlow Hub ({error.name} is missing): pip install -r requirements/tfhub.txt",
            code="missing_extra",
        ) from error
    return tensorflow, tensorflow_hub


def _fetched(source: str, hub: Any, tensorflow: Any, timeout_s: float) -> Path:
    """The SavedModel's folder, downloaded into TensorFlow Hub's own cache where `source` is an address."""
    if Path(source).is_dir():
        return Path(source)
    if not source.startswith(("https://", "http://")):
        raise ModelUnavailableError(
            f"There is no folder {source}; a handle of TensorFlow Hub begins with https://.", code="model_unavailable"
        )
    try:
        with connect(f"{source}?tf-hub-format=compressed", timeout_s), _silence_at_most(timeout_s):
            return Path(hub.resolve(source))
    except (OSError, HTTPException, ValueError, tarfile.TarError, tensorflow.errors.OpError) as error:
        raise ModelUnavailableError(
            f"{source} could not be fetched: {reason(error).rstrip('.')}.", code="model_unavailable", retryable=True
        ) from error


@contextmanager
def _silence_at_most(seconds: float) -> Iterator[None]:
    """TensorFlow Hub downloads without a time limit of its own."""
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(seconds)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)


def _embeddings(source: str, folder: Path, sound: Array, *, hub: Any, tensorflow: Any) -> Array:
    """What the source itself makes of a sound, (patches, 128)."""
    try:
        loaded = hub.load(str(folder))
    except (OSError, ValueError, tensorflow.errors.OpError) as error:
        raise _refusal(source, "it is no SavedModel") from error
    try:
        made = np.asarray(loaded(sound), dtype=np.float32)
    except (TypeError, ValueError, tensorflow.errors.OpError) as error:
        raise _refusal(source, "it does not take a waveform") from error
    if made.shape != (int(PROBE_S / 0.96), EMBEDDING_DIM):
        raise _refusal(source, f"it makes {made.shape} of {PROBE_S:g} s of sound")
    return made


def _variables(source: str, folder: Path, tensorflow: Any) -> list[Array]:
    """Every float variable of the SavedModel, in the order of the numbers in their keys."""
    try:
        reader = tensorflow.train.load_checkpoint(str(folder / "variables" / "variables"))
    except tensorflow.errors.OpError as error:
        raise _refusal(source, "it has no variables") from error
    kinds = reader.get_variable_to_dtype_map()
    keys = [key for key in kinds if kinds[key] == tensorflow.float32 and ".OPTIMIZER_SLOT" not in key]
    return [reader.get_tensor(key) for key in sorted(keys, key=_counted)]


def _counted(key: str) -> list[tuple[int, str]]:
    """A sorting key by which variable 10 comes after variable 9."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in key.replace("_", "/").split("/")]


def _reproduced(source: str, variables: list[Array], sound: Array, expected: Array) -> tuple[AudioSetVGGish, float]:
    """The network that gives the expected embeddings, and the largest difference that is left."""
    network = AudioSetVGGish().eval()
    heard = patches(log_mel(sound))
    kernels = _kernels(source, network, variables)
    network.load_state_dict(kernels, strict=False)
    with torch.inference_mode():
        for biases in islice(_ways(source, network, variables), MAX_WAYS):
            network.load_state_dict(biases, strict=False)
            if _is_close(network(heard[:1]).numpy(), expected[:1]):
                made = network(heard).numpy()
                if _is_close(made, expected):
                    return network, float(np.abs(made - expected).max())
    raise _refusal(source, "its embeddings are not those of the published network with its weights")


def _is_close(made: Array, expected: Array) -> bool:
    return bool(np.allclose(made, expected, rtol=TOLERANCE, atol=TOLERANCE))


def _kernels(source: str, network: AudioSetVGGish, variables: list[Array]) -> dict[str, Tensor]:
    """Each kernel by its shape, no two of which are alike."""
    turned = [_turned(variable) for variable in variables if variable.ndim in (2, 4)]
    state: dict[str, Tensor] = {}
    for name, wanted in _named(network, lambda tensor: tensor.ndim > 1):
        fitting = [kernel for kernel in turned if kernel.shape == wanted.shape]
        if len(fitting) != 1:
            raise _refusal(source, f"it has {len(fitting)} kernels of shape {tuple(wanted.shape)}, not one")
        state[name] = fitting[0]
    return state


def _ways(source: str, network: AudioSetVGGish, variables: list[Array]) -> Iterator[dict[str, Tensor]]:
    """Every way to deal out the biases, the one in order first."""
    wanted: dict[int, list[str]] = {}
    for name, bias in _named(network, lambda tensor: tensor.ndim == 1):
        wanted.setdefault(len(bias), []).append(name)
    choices = []
    for size, names in wanted.items():
        fitting = [torch.from_numpy(variable) for variable in variables if variable.shape == (size,)]
        if len(fitting) < len(names):
            raise _refusal(source, f"it has {len(fitting)} biases of length {size}, not {len(names)}")
        choices.append([dict(zip(names, dealt, strict=True)) for dealt in permutations(fitting, len(names))])
    for way in product(*choices):
        yield {name: bias for part in way for name, bias in part.items()}


def _named(network: AudioSetVGGish, chosen: Callable[[Tensor], bool]) -> list[tuple[str, Tensor]]:
    return [(name, tensor) for name, tensor in network.state_dict().items() if chosen(tensor)]


def _turned(kernel: Array) -> Tensor:
    """From TensorFlow's order of axes to PyTorch's."""
    tensor = torch.from_numpy(kernel)
    return (tensor.permute(3, 2, 0, 1) if tensor.ndim == 4 else tensor.T).contiguous()


def _refusal(source: str, why: str) -> ModelUnavailableError:
    return ModelUnavailableError(f"{source} is not AudioSet's VGGish: {why}.", code="not_vggish")
