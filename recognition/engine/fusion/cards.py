"""Model cards: what a checkpoint is, read without loading it (and without torch)."""

import hashlib
import json
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from recognition.engine.errors import ModelUnavailableError, UnknownComponentError
from recognition.engine.types import ModelInfo

CHECKPOINTS_DIR = Path(__file__).parent.parent / "checkpoints"
CARD = "card.json"
WEIGHTS = "model.safetensors"

Card = dict[str, Any]


def checkpoint_folder(model: str) -> Path:
    """The folder of a shipped model by id, or of any checkpoint by path.

    Raises:
        UnknownComponentError: `unknown_model`, listing those there are.
    """
    for folder in (CHECKPOINTS_DIR / model, Path(model)):
        if (folder / CARD).is_file():
            return folder
    known = ", ".join(model_ids())
    raise UnknownComponentError(f"Unknown model “{model}”. Known: {known}.", code="unknown_model")


def model_ids() -> list[str]:
    """Shipped models, by name."""
    return sorted(card.parent.name for card in CHECKPOINTS_DIR.glob(f"*/{CARD}"))


def read_card(folder: Path) -> Card:
    """The card of the checkpoint in `folder`."""
    card: Card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    return card


def write_card(folder: Path, card: Card) -> None:
    """Write the card of the checkpoint in `folder`; who reads it meanwhile has the old one or the new one, whole."""
    text = json.dumps(card, indent=2, ensure_ascii=False) + "\n"
    with NamedTemporaryFile("w", encoding="utf-8", dir=folder, prefix=CARD, delete=False) as file:
        file.write(text)
    Path(file.name).chmod(0o644)  # temporary files are their maker's alone
    Path(file.name).replace(folder / CARD)


def model_info(card: Card) -> ModelInfo:
    """What a result says of the model that made it."""
    return ModelInfo(id=card["id"], version=card["version"], sha256=card["sha256"], labels=tuple(card["labels"]))


def verified_weights(folder: Path) -> Path:
    """The weights file of a checkpoint, after its hash has been compared with the card's.

    Raises:
        ModelUnavailableError: `model_unavailable` when it is missing, `checksum_mismatch` when it is not what the card says.
    """
    weights = folder / WEIGHTS
    if not weights.is_file():
        raise ModelUnavailableError(
            f"The weights of {folder.name} are missing: {weights.name}.", code="model_unavailable"
        )
    if sha256_of(weights) != read_card(folder)["sha256"]:
        raise ModelUnavailableError(
            f"The weights of {folder.name} are not those that its card describes.", code="checksum_mismatch"
        )
    return weights


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
