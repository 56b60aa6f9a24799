"""What is known of an imported AudioSet VGGish without loading it (and without torch)."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

WEIGHTS = "audioset-vggish.safetensors"
CARD = "audioset-vggish.json"
LICENCE = "Apache-2.0"


@dataclass(frozen=True, slots=True)
class VggishCard:
    """Where imported weights came from, and how far our numbers are from the source's own."""

    source: str
    sha256: str
    licence: str
    imported_at: str
    largest_difference: float


def read_vggish_card(models_dir: Path) -> VggishCard | None:
    """The card of what was imported, or None."""
    file = models_dir / CARD
    return VggishCard(**json.loads(file.read_text(encoding="utf-8"))) if file.is_file() else None


def write_vggish_card(models_dir: Path, card: VggishCard) -> None:
    """Write the card beside the weights."""
    (models_dir / CARD).write_text(json.dumps(asdict(card), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
