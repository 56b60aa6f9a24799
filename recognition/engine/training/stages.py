"""What a training run has already made, kept on disk so that an interrupted or a similar run need not make it again."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

import torch
from tqdm import tqdm

from recognition.engine.training.curves import Epoch

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stages:
    """Finished stages by name and by what decided them: another recipe, seed or fold never finds them."""

    folder: Path

    def path(self, name: str, decided_by: object) -> Path:
        """The file of a stage. `decided_by` is anything whose `repr` tells two settings apart."""
        key = hashlib.sha256(repr(decided_by).encode()).hexdigest()[:12]
        return self.folder / f"{name}-{key}.pt"

    def kept(self, name: str, decided_by: object, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """The stage from its file, made first where there is none."""
        stored = self.path(name, decided_by)
        if not stored.is_file():
            _save(make(), stored)
        return dict(torch.load(stored, weights_only=True))

    def store(self, state: dict[str, Any], stored: Path) -> None:
        """Write a stage that grows, whole or not at all."""
        _save(state, stored)


def steps(batches: Sequence[T], told: str) -> Iterable[T]:
    """The batches, with a bar on a terminal while they are gone through; anywhere else nothing is drawn."""
    return cast(Iterable[T], tqdm(batches, desc=told, unit="step", leave=False, disable=None))


class Stateful(Protocol):
    """A model, an optimiser, a schedule."""

    def state_dict(self) -> dict[str, Any]: ...
    def load_state_dict(self, state_dict: dict[str, Any]) -> object: ...


@dataclass(slots=True)
class Progress:
    """Everything that the next epoch depends on, stored after each, so that a killed run ends as if it had not been.

    Args:
        file: where; None stores nothing.
        parts: what carries state from step to step.
        chance: the generator of order and augmentation; torch's own is stored as well, for dropout.
    """

    file: Path | None
    parts: Mapping[str, Stateful]
    chance: torch.Generator
    epochs: list[Epoch] = field(default_factory=list)

    def restore(self) -> None:
        """Go back to the end of the last finished epoch, where there is one."""
        if self.file is None or not self.file.is_file():
            return
        stored = torch.load(self.file, weights_only=True, map_location="cpu")  # it may have been written beside a GPU
        for name, part in self.parts.items():
            part.load_state_dict(stored["parts"][name])
        self.chance.set_state(stored["chance"])
        torch.set_rng_state(stored["dropout_chance"])
        self.epochs = [Epoch(**epoch) for epoch in stored["epochs"]]

    def finish(self, epoch: Epoch) -> None:
        """Note an epoch, and store what the next one needs."""
        self.epochs.append(epoch)
        if self.file is not None:
            state = {
                "parts": {name: part.state_dict() for name, part in self.parts.items()},
                "chance": self.chance.get_state(),
                "dropout_chance": torch.get_rng_state(),
                "epochs": [asdict(done) for done in self.epochs],
            }
            _save(state, self.file)


def _save(state: dict[str, Any], file: Path) -> None:
    """Whole or not at all: a run killed while it writes leaves the file of before."""
    file.parent.mkdir(parents=True, exist_ok=True)
    partial = file.with_suffix(".partial")
    torch.save(state, partial)
    partial.replace(file)
