"""A recipe trained as often as a comparison needs it: once, or until every speaker was held out, by each seed."""

from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Any

from recognition.engine.datasets.base import load_dataset
from recognition.engine.errors import DatasetError, EngineError
from recognition.engine.evaluation.card_metrics import MADE_OF_OTHERS
from recognition.engine.evaluation.comparison import Contender
from recognition.engine.fusion.cards import CARD, read_card
from recognition.engine.training.base import open_trainer

WITHIN = (*MADE_OF_OTHERS, "manifest")  # what training takes as it is; of other sets, the folder around them


def trained(
    recipe: str,
    *,
    dataset: str,
    data: Path,
    split: str,
    out: Path,
    seeds: Sequence[int] = (1,),
    init: Path | None = None,
    cache: Path | None = None,
    device: str = "cpu",
    models_dir: Path | None = None,
    report: Callable[[str], None],
) -> Contender:
    """Train a recipe on the folds by which it is to be compared; what a killed run has finished is not made again.

    Args:
        recipe: a path, or a name among those that come with the engine.
        dataset, data, split: as for `compare_models`; the recipe's other data sets are looked for beside this one.
        out: gets a checkpoint at ID/seed-S/fold-N for each fold and seed; one fold alone where `split` is another than "folds".
        init: a folder with the checkpoint that each fold begins with, fold-N, for a recipe that says so.
        cache: decoded features and finished stages; inside `out` by default.

    Raises:
        EngineError: as `open_trainer` and the trainer, and `bad_recipe` when `out` holds what another recipe made.
        DatasetError: when folds leave speakers of the data set to nobody, or there are several seeds and but one fold.
    """
    train, loaded = open_trainer(recipe)
    folders = [out / loaded.id / f"seed-{seed}" for seed in seeds]
    speakers = {one.speaker for one in load_dataset(dataset, data).utterances}

    def fit(folder: Path, seed: int, fold: int) -> set[str]:
        """Make the checkpoint, where it is not there; returns whom it held out."""
        own = folder / f"fold-{fold}"
        if not (own / CARD).is_file():
            report(f"{loaded.id}: seed {seed}, fold {fold}")
            train(
                loaded,
                data=data if dataset in WITHIN else data.parent,
                out=own,
                cache=cache or out / "cache",
                device=device,
                seed=seed,
                fold=fold,
                init=None if init is None else str(init / f"fold-{fold}"),
                models_dir=models_dir,
                report=report,
            )
        return _held_out(own, loaded, dataset)

    if split != "folds":
        if len(seeds) > 1:
            raise DatasetError("Several seeds are compared by --split folds.", code="dataset_error")
        fit(folders[0], seeds[0], 1)
        return Contender(str(folders[0] / "fold-1"))
    for folder, seed in zip(folders, seeds, strict=True):
        left = set(speakers)
        for fold in count(1):
            held_out = fit(folder, seed, fold) & left
            left -= held_out
            if not left:
                break
            if not held_out:
                raise DatasetError(
                    f"Fold {fold} of {loaded.id} holds nobody of {dataset} out, and nobody judges {', '.join(sorted(left))}.",
                    code="dataset_error",
                )
    return Contender(str(folders[0] / "fold-1"), tuple(folders))


def _held_out(checkpoint: Path, recipe: Any, dataset: str) -> set[str]:
    training = read_card(checkpoint)["training"]
    if training["recipe_sha256"] != recipe.sha256:
        raise EngineError(f"{checkpoint} was made by another recipe than {recipe.source}.", code="bad_recipe")
    return {*training["speakers"].get(dataset, {}).get("test", [])}
