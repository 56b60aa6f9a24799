"""Weights that a run takes from a checkpoint as they are."""

from collections.abc import Mapping
from dataclasses import dataclass

from safetensors.torch import load_file
from torch import Tensor

from recognition.engine.fusion.cards import CHECKPOINTS_DIR, Card, checkpoint_folder, read_card, verified_weights


@dataclass(frozen=True, slots=True)
class Borrowed:
    """A checkpoint's card and the part of its weights that is taken."""

    card: Card
    state: dict[str, Tensor]

    @classmethod
    def open(cls, name: str, prefix: str = "") -> "Borrowed":
        """Of a model id or a checkpoint folder, the weights whose names begin with `prefix`, which is left out.

        Raises:
            UnknownComponentError, ModelUnavailableError: when it is not there, or not what its card says.
        """
        folder = checkpoint_folder(name)
        state = load_file(verified_weights(folder))
        return cls(read_card(folder), {key.removeprefix(prefix): state[key] for key in state if key.startswith(prefix)})

    @property
    def shipped(self) -> bool:
        """Whether everybody has it, so that it need not be stored again."""
        card = CHECKPOINTS_DIR / self.card["id"] / "card.json"
        return card.is_file() and bool(read_card(card.parent)["sha256"] == self.card["sha256"])

    @property
    def unheard(self) -> Mapping[str, Mapping[str, list[str]]]:
        """By data set, the speakers that it was not trained on."""
        speakers: Mapping[str, Mapping[str, list[str]]] = self.card["training"]["speakers"]
        return speakers
