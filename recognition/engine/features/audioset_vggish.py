"""AudioSet's VGGish in its original form (Hershey et al. 2017, arXiv:1609.09430), and what our trunk takes from it."""

from pathlib import Path
from typing import cast

import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import Tensor, nn

from recognition.engine.errors import ModelUnavailableError
from recognition.engine.features.log_mel import MEL_BANDS, PATCH_FRAMES
from recognition.engine.features.vggish import EMBEDDING_DIM, STAGES, TIME_STRIDE, VGGish
from recognition.engine.features.vggish_card import WEIGHTS, read_vggish_card
from recognition.engine.weights import sha256_of

HIDDEN = 4096


class AudioSetVGGish(nn.Module):
    """The published network: convolutions with biases and no batch norm, then 4096, 4096 and 128 units."""

    def __init__(self) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        channels = 1
        for stage in STAGES:
            for width in stage:
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(inplace=True)]
                channels = width
            layers.append(nn.MaxPool2d(2))
        self.convolutions = nn.Sequential(*layers)
        flat = channels * (PATCH_FRAMES // TIME_STRIDE) * (MEL_BANDS // TIME_STRIDE)
        self.layers = nn.Sequential(
            nn.Linear(flat, HIDDEN),
            nn.ReLU(inplace=True),
            nn.Linear(HIDDEN, HIDDEN),
            nn.ReLU(inplace=True),
            nn.Linear(HIDDEN, EMBEDDING_DIM),
        )

    def forward(self, patches: Tensor) -> Tensor:
        """(patches, 96, 64) log-mel -> (patches, 128), before any activation."""
        maps = self.convolutions(patches.unsqueeze(1))  # (patches, 512, 6, 4)
        return cast(Tensor, self.layers(maps.permute(0, 2, 3, 1).flatten(1)))  # TensorFlow keeps channels last


def patches(frames: Tensor) -> Tensor:
    """Log-mel frames, (frames, 64), to patches of 0.96 s after each other, (patches, 96, 64); what is left over is dropped."""
    count = frames.shape[0] // PATCH_FRAMES
    return frames[: count * PATCH_FRAMES].view(count, PATCH_FRAMES, MEL_BANDS)


def load_audioset_vggish(models_dir: Path) -> AudioSetVGGish:
    """The imported network.

    Raises:
        ModelUnavailableError: `model_unavailable` when nothing was imported, `checksum_mismatch` when the file has changed.
    """
    network = AudioSetVGGish()
    network.load_state_dict(load_file(_verified(models_dir)))
    return network.eval()


def load_vggish_state(models_dir: Path) -> dict[str, Tensor]:
    """The imported convolutions as `VGGish` names them, with batch norm as the identity; its embedding layer stays new.

    Load it with `strict=False`.

    Raises:
        ModelUnavailableError: as `load_audioset_vggish`.
    """
    with safe_open(_verified(models_dir), framework="pt") as stored:
        return trunk_state({name: stored.get_tensor(name) for name in stored.keys() if name.startswith("conv")})  # noqa: SIM118


def trunk_state(original: dict[str, Tensor]) -> dict[str, Tensor]:
    """Convolutions of `AudioSetVGGish` under the names of `VGGish`, each batch norm undoing its own scaling."""
    published = _places(AudioSetVGGish().convolutions, nn.Conv2d)
    trunk = VGGish().convolutions
    state: dict[str, Tensor] = {}
    for ours, theirs in zip(_places(trunk, nn.Conv2d), published, strict=True):
        for part in ("weight", "bias"):
            state[f"convolutions.{ours}.{part}"] = original[f"convolutions.{theirs}.{part}"]
    for place in _places(trunk, nn.BatchNorm2d):
        norm = cast(nn.BatchNorm2d, trunk[place])
        width = norm.num_features
        state[f"convolutions.{place}.weight"] = torch.full((width,), (1.0 + norm.eps) ** 0.5)
        state[f"convolutions.{place}.bias"] = torch.zeros(width)
        state[f"convolutions.{place}.running_mean"] = torch.zeros(width)
        state[f"convolutions.{place}.running_var"] = torch.ones(width)
    return state


@torch.no_grad()
def settle_batch_norm(trunk: VGGish, frames: Tensor) -> None:
    """Make the batch norms of a trunk with imported convolutions the identity while it trains, too.

    There they go by each batch's own statistics, which would throw the scales away that the next convolution was trained
    on; so each gets the mean and deviation that it sees in `frames`, both to subtract and to give back.

    Args:
        trunk: with `load_vggish_state` in it; stays in the mode that it is in.
        frames: log-mel of the data to train on, (batch, frames, 64); a few dozen windows are enough.
    """
    image = frames.unsqueeze(1)
    for layer in trunk.convolutions:
        if isinstance(layer, nn.BatchNorm2d):
            mean, variance = image.mean(dim=(0, 2, 3)), image.var(dim=(0, 2, 3), correction=0)
            layer.load_state_dict(
                {
                    "weight": (variance + layer.eps).sqrt(),
                    "bias": mean,
                    "running_mean": mean,
                    "running_var": variance,
                    "num_batches_tracked": torch.tensor(0),
                }
            )
        else:
            image = layer(image)


def _places(layers: nn.Sequential, kind: type[nn.Module]) -> list[int]:
    return [place for place, layer in enumerate(layers) if isinstance(layer, kind)]


def _verified(models_dir: Path) -> Path:
    weights, card = models_dir / WEIGHTS, read_vggish_card(models_dir)
    if card is None or not weights.is_file():
        raise ModelUnavailableError(
            f"AudioSet VGGish is not in {models_dir}. Import it with: emotion models import-vggish SOURCE",
            code="model_unavailable",
        )
    if sha256_of(weights) != card.sha256:
        raise ModelUnavailableError(
            f"{weights} is not what was imported: its checksum differs. Import it again.", code="checksum_mismatch"
        )
    return weights
