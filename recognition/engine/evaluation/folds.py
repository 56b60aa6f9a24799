"""Cross-validation: who judges whom, once for each seed that was trained."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, Self, TypeVar

from recognition.engine.datasets.base import Dataset
from recognition.engine.errors import DatasetError
from recognition.engine.fusion.cards import CARD, Card, read_card


class Checkpointed(Protocol):
    """A model of any kind, which is read from a checkpoint."""

    card: Card

    @classmethod
    def load(cls, folder: Path, *, models_dir: Path | None = None) -> Self: ...


Judge = TypeVar("Judge", bound=Checkpointed)


def judges_by_seed(
    model: Judge, dataset: Dataset, folders: Sequence[Path], models_dir: Path | None
) -> list[dict[str, Judge]]:
    """For each of `folders`, and each speaker of `dataset`, the checkpoint that held that speaker out.

    Args:
        folders: each with one checkpoint for each fold, all of the recipe of `model` and of one seed.

    Raises:
        DatasetError: when a folder has no checkpoints, or some of another recipe or several seeds; when two folders are
            of one seed; when a speaker was held out by none.
    """
    if not folders:
        raise DatasetError("Cross-validation needs --folds DIR, a checkpoint for each fold.", code="dataset_error")
    by_folder = [load_folds(model, folder, models_dir) for folder in folders]
    seeds = [_seed(folder, folds) for folder, folds in zip(folders, by_folder, strict=True)]
    if twice := [seed for seed, count in Counter(seeds).items() if count > 1]:
        raise DatasetError(f"Two of the folders are of seed {twice[0]}: each has to be another.", code="dataset_error")
    return [_judges(dataset, folds) for folds in by_folder]


def load_folds(model: Judge, folder: Path, models_dir: Path | None = None) -> list[Judge]:
    """The checkpoints below `folder`, all made by the recipe of `model`.

    Raises:
        DatasetError: when there are none, or one is of another recipe.
    """
    found = sorted(card.parent for card in folder.glob(f"*/{CARD}"))
    if not found:
        raise DatasetError(
            f"There are no checkpoints in {folder}; train them with --fold 1, 2, …", code="dataset_error"
        )
    for checkpoint in found:
        if _recipe(read_card(checkpoint)) != _recipe(model.card):
            raise DatasetError(
                f"{checkpoint} was trained by another recipe than {model.card['id']}.", code="dataset_error"
            )
    return [type(model).load(checkpoint, models_dir=models_dir) for checkpoint in found]


def folders_of(card: Card, folders: Sequence[Path]) -> list[Path]:
    """Those of the folders that hold checkpoints by the recipe of the card's model."""
    return [
        folder
        for folder in folders
        if any(_recipe(read_card(found.parent)) == _recipe(card) for found in folder.glob(f"*/{CARD}"))
    ]


def _recipe(card: Card) -> str:
    return str(card["training"]["recipe_sha256"])


def seeds_of(judges: Sequence[dict[str, Judge]]) -> list[int]:
    """The seed of each, which is that of any of its checkpoints."""
    return [int(next(iter(each.values())).card["training"]["seed"]) for each in judges]


def _seed(folder: Path, folds: Sequence[Judge]) -> int:
    seeds = sorted({int(fold.card["training"]["seed"]) for fold in folds})
    if len(seeds) > 1:
        raise DatasetError(
            f"{folder} holds checkpoints of seeds {', '.join(map(str, seeds))}: each needs a folder of its own.",
            code="dataset_error",
        )
    return seeds[0]


def _judges(dataset: Dataset, folds: Sequence[Judge]) -> dict[str, Judge]:
    judges = {
        speaker: fold
        for fold in folds
        for speaker in fold.card["training"]["speakers"].get(dataset.name, {}).get("test", [])
    }
    if missing := sorted({utterance.speaker for utterance in dataset.utterances} - set(judges)):
        raise DatasetError(f"No checkpoint held out {dataset.name}'s {', '.join(missing)}.", code="dataset_error")
    return judges
