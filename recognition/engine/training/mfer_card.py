"""What the card of `mfer` says: what it is made of, what it learnt from, and where that ends."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

import torch

from recognition.engine.datasets.base import Dataset
from recognition.engine.fusion.cards import Card
from recognition.engine.training.checkpoint import HUMAN_YARDSTICK, ONE_RUN
from recognition.engine.training.corpus import held_out_speakers
from recognition.engine.training.curves import Curves
from recognition.engine.training.mfer_ears import OpenEars
from recognition.engine.training.mfer_face import FaceStage
from recognition.engine.training.mfer_recipe import MferRecipe

LIMITS = (
    "Voices and faces are of different people: what joins them learnt on pairs of strangers that carry the same emotion, not on "
    "films. Figures of voices (RAVDESS, EMO-DB, nEMO; URDU, which nobody here heard) and of faces (FER+) are real, those of "
    "both on the data set “pairs” are on such pairs.",
    "Faces are grey pictures, 48 pixels wide, found on the web; each frame of a film is read by itself. Nobody in them is "
    "calm, so that calm is the voice's to tell.",
    "Voices are those of actors in studios, who speak neutral sentences in English, German and Polish.",
    ONE_RUN,
    "It reads expressed emotion. It does not know what a person feels, and is not for decisions about people.",
)
STAND_IN_EARS = (
    "emotion2vec's place is taken by the convolutions of this project's own voice trunk, which was trained on the same "
    "training speakers, so it knows those clips better than any others. Published emotion2vec: [ears] in the recipe."
)
STAND_IN_EYES = (
    "ViT's place is taken by a small one, trained here from nothing on faces alone, few of which are disgusted or fearful: these "
    "two it often misses (its recall on FER+ is among the figures). Published ViT: [eyes] weights in the recipe."
)


@dataclass(frozen=True, slots=True)
class Run:
    """A run of training, as a card tells it."""

    recipe: MferRecipe
    ears: OpenEars
    faces: FaceStage
    datasets: Sequence[Dataset]
    calibration: Mapping[str, Any]
    curves: Mapping[str, Curves]
    seed: int
    fold: int
    init: str | None

    @property
    def command(self) -> str:
        """The one that gives the same checkpoint again; START stands for one that does not come with Undertone."""
        lender = self.ears.lender
        option = "" if self.init is None or (lender is not None and lender.shipped) else " --init START"
        return f"emotion train {self.recipe.source} --data DATA --out OUT{option} --seed {self.seed} --fold {self.fold}"


def describe(run: Run) -> Card:
    """The card, without the hash and the figures, which come later."""
    recipe, lender = run.recipe, run.ears.lender
    own = [*run.datasets, run.faces.dataset]
    names = {dataset.name for dataset in own}
    unheard = {} if lender is None else {name: sides for name, sides in lender.unheard.items() if name not in names}
    inherited = (
        [] if lender is None else [one for one in lender.card["datasets"] if one["name"] not in (*names, "goemotions")]
    )
    return {
        "id": recipe.id,
        "version": recipe.version,
        "task": recipe.task,
        "labels": list(recipe.labels),
        "modalities": ["voice", "face"],
        "needs": ["video"],
        "architecture": _architecture(run),
        "training": {
            "recipe": recipe.source,
            "recipe_sha256": recipe.sha256,
            "command": run.command,
            "init": None if lender is None else {name: lender.card[name] for name in ("id", "version", "sha256")},
            "begun_with": None if run.faces.begun_with is None else run.faces.begun_with.name,
            "seed": run.seed,
            "fold": run.fold,
            "speakers": unheard | held_out_speakers(run.datasets),
            "trained_at": datetime.now(UTC).date().isoformat(),
            "torch": torch.__version__,
            "stages": {
                name: asdict(stage)
                for name, stage in (("face", recipe.face), ("voice", recipe.voice), ("both", recipe.both))
            },
            "curves": run.curves,
        },
        "datasets": [{"name": dataset.name, "licence": dataset.licence} for dataset in own] + inherited,
        "licence": recipe.licence,
        "calibration": run.calibration,
        "metrics": [],
        "human_yardstick": dict(HUMAN_YARDSTICK),
        "limits": [
            *LIMITS,
            *((STAND_IN_EARS,) if lender is not None else ()),
            *((STAND_IN_EYES,) if run.faces.begun_with is None else ()),
        ],
    }


def _architecture(run: Run) -> dict[str, Any]:
    shape = run.faces.shape
    published = run.ears.lender is None
    return {
        "name": "mfer",
        **run.ears.architecture,
        "voice": f"{'emotion2vec' if published else 'convolutions of a voice trunk'}, then a GRU in both directions of time",
        "face": f"a vision transformer of {shape.num_hidden_layers} layers of {shape.hidden_size}, mean over frames",
        "words": None,
        "fusion": "concatenation",
        "eyes": asdict(shape),
        "languages": [],
    }
