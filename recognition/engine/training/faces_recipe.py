"""Recipes of `efficient-face`: everything that decides a training run on pictures of faces, read from a TOML file."""

from dataclasses import dataclass, field
from pathlib import Path

from recognition.engine.features.efficient_face import SIDE
from recognition.engine.training.recipe import Tables, read_recipe


@dataclass(frozen=True, slots=True)
class Changes:
    """What a face goes through before it is learnt from; shares are of pictures, the rest the most that is done.

    `turn_deg`, `scale` and `shift` move the face in the picture, `scale` as a factor less one and `shift` by its side.
    `gamma` and `shade` are light: the deviation of the exponent's logarithm, and how much darker one side gets.
    `blurred` and `compressed` are what film does to small faces; `erased` covers a rectangle, as a hand or a microphone.
    """

    turn_deg: float = 15.0
    scale: float = 0.15
    shift: float = 0.08
    gamma: float = 0.25
    shade: float = 0.4
    blurred: float = 0.15
    compressed: float = 0.1
    erased: float = 0.25


@dataclass(frozen=True, slots=True)
class FaceNetRecipe:
    """How the network is trained.

    `mixup` blends faces (Beta's parameter; 0 never), but for the last `plain` share of the epochs. `decay` is of the
    running average of weights, per step; the average is what is kept.
    """

    corpus: str = "ferplus"
    side: int = SIDE
    epochs: int = 24
    batch: int = 128
    learning_rate: float = 2e-3
    weight_decay: float = 5e-2
    warm_up: float = 0.08
    dropout: float = 0.2
    mixup: float = 0.2
    plain: float = 0.33
    decay: float = 0.998
    changes: Changes = field(default_factory=Changes)


@dataclass(frozen=True, slots=True)
class FaceRecipe:
    """One training run, whole."""

    id: str
    version: str
    task: str
    labels: tuple[str, ...]
    licence: str
    net: FaceNetRecipe
    source: str
    sha256: str


def load_face_recipe(name: str) -> FaceRecipe:
    """Read a recipe whose `architecture` is "efficient-face".

    Raises:
        EngineError: `bad_recipe`, naming the file and the key that is wrong.
    """
    return read_recipe(Path(name), _recipe)


def _recipe(data: Tables, of_itself: Tables) -> FaceRecipe:
    return FaceRecipe(
        **of_itself,
        net=FaceNetRecipe(**data.get("net", {}), changes=Changes(**data.get("changes", {}))),
    )
