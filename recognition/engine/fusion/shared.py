"""Weights that a checkpoint takes from another one, instead of storing them again."""

from pathlib import Path

from safetensors.torch import load_file
from torch import Tensor

from recognition.engine.errors import ModelUnavailableError
from recognition.engine.fusion.cards import CHECKPOINTS_DIR, sha256_of, verified_weights


def beside(folder: Path, model: str) -> Path:
    """The checkpoint `model` in the folder that the one in `folder` lies in, or else the shipped one."""
    sibling = folder.parent / model
    return sibling if sibling.is_dir() else CHECKPOINTS_DIR / model


def shared_state(folder: Path, model: str, *, sha256: str, of: str) -> dict[str, Tensor]:
    """The weights of the checkpoint `model` that the one in `folder` was trained with.

    Args:
        sha256: of those weights, as the card says.
        of: the id of the model that needs them.

    Raises:
        ModelUnavailableError: when they are missing, or others than it was trained with.
    """
    weights = verified_weights(beside(folder, model))
    if sha256_of(weights) != sha256:
        raise ModelUnavailableError(
            f"{of} was trained with another version of {model} than the one that is here.", code="checksum_mismatch"
        )
    return load_file(weights)
