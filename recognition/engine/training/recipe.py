"""Recipes: everything that decides a training run, read from a TOML file into frozen values."""

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from recognition.engine.errors import EngineError
from recognition.engine.features.base import EXTRACTORS
from recognition.engine.labels import DEFAULT_LABELS, EMOTIONS
from recognition.engine.training.augment import AUGMENTATIONS
from recognition.engine.training.losses import CROSS_ENTROPY, refuse_unknown

T = TypeVar("T")
Tables = dict[str, Any]
"""A recipe's TOML, or a part of it."""

UNKNOWN_LICENCE = "that of the data sets: not for others unless their terms allow it"
PAIRINGS = ("latent", "real")
LOG_MEL = "log-mel"
INITS = ("random", "audioset-vggish", "checkpoint")
RECIPES_DIR = Path(__file__).parent / "recipes"


@dataclass(frozen=True, slots=True)
class VoiceRecipe:
    """The voice branch.

    `augmentation` is one of `augment.AUGMENTATIONS`. `clips_per_epoch` caps a corpus by name, so that a large one does
    not drown the others. `init` is one of `INITS`: where the weights begin. `features` is one of `EXTRACTORS`, with its
    arguments: what is heard. `loss` is one of `LOSSES`, `gamma` belongs to the focal one. These are no part of the repr,
    by which finished stages are found: what a run really began with, heard and made small is, where that is anything but
    chance, log-mel and cross-entropy.

    `keep` is how much a further course keeps of the weights that it began with.

    `mixup` blends clips (Beta's parameter; 0 never), `label_smoothing` shares out that much of each target, `weight_decay`,
    `dropout` and the masks of the augmentation do what their names say.
    """

    corpora: tuple[str, ...]
    epochs: int = 16
    batch: int = 32
    learning_rate: float = 2e-3
    weight_decay: float = 1e-2
    dropout: float = 0.3
    label_smoothing: float = 0.05
    mixup: float = 0.3
    window_s: float = 3.0
    short_window_s: float = 1.3
    short_epochs: float = 0.6
    average_epochs: int = 3
    augmentation: str = "light"
    clips_per_epoch: Mapping[str, int] = field(default_factory=dict)
    init: str = field(default="random", repr=False)
    features: str = field(default=LOG_MEL, repr=False)
    features_arguments: Mapping[str, Any] = field(default_factory=dict, repr=False)
    loss: str = field(default=CROSS_ENTROPY, repr=False)
    gamma: float = field(default=2.0, repr=False)
    keep: float = field(default=0.0, repr=False)

    def __post_init__(self) -> None:
        refuse_unknown(self.loss)
        if not 0 <= self.keep < 1:
            raise ValueError(f"keep is {self.keep}, and must be at least 0 and less than 1")
        if self.augmentation not in AUGMENTATIONS:
            raise ValueError(f"unknown augmentation {self.augmentation}, not one of {', '.join(AUGMENTATIONS)}")
        if self.init not in INITS:
            raise ValueError(f"unknown init {self.init}, not one of {', '.join(INITS)}")
        if self.features not in EXTRACTORS:
            raise ValueError(f"unknown features {self.features}, not one of {', '.join(EXTRACTORS)}")
        if self.init == "audioset-vggish" and self.features != LOG_MEL:
            raise ValueError(f"audioset-vggish hears {LOG_MEL}, not {self.features}")


@dataclass(frozen=True, slots=True)
class WordsRecipe:
    """The words branch: which text set, how many upper layers are tuned, how much is made to look like ASR output, and its
    loss, as the voice's."""

    dataset: str
    epochs: int = 3
    batch: int = 64
    learning_rate: float = 2e-4
    layer_decay: float = 0.8
    tuned_layers: int = 6
    weight_decay: float = 1e-2
    dropout: float = 0.1
    max_tokens: int = 48
    spoken_form: float = 0.5
    word_dropout: float = 0.05
    loss: str = field(default=CROSS_ENTROPY, repr=False)
    gamma: float = field(default=2.0, repr=False)

    def __post_init__(self) -> None:
        refuse_unknown(self.loss)


@dataclass(frozen=True, slots=True)
class FusionRecipe:
    """Fusion.

    `pairing` is "latent" for pairs matched by emotion, or "real" where the corpus has both streams at once. In latent
    pairs `voice_carries` and `words_carry` are the chances that a stream carries the emotion rather than neutral (voices
    of every day carry less than actors' do), `neutral` is the share of pairs without any, and `absent` the chance that
    words are missing: the modality dropout of a model that always has a voice.
    """

    kind: str = "gated"
    pairing: str = "latent"
    pairs: int = 60_000
    epochs: int = 6
    batch: int = 256
    learning_rate: float = 2e-3
    weight_decay: float = 1e-2
    neutral: float = 0.15
    voice_carries: float = 0.3
    words_carry: float = 0.75
    absent: float = 0.15

    def __post_init__(self) -> None:
        if self.pairing not in PAIRINGS:
            raise ValueError(f"unknown pairing {self.pairing}, not one of {', '.join(PAIRINGS)}")


@dataclass(frozen=True, slots=True)
class Recipe:
    """One training run, whole.

    `courses` are further courses of the voice branch by name, in order, each with the settings of [voice] where it has
    none of its own. [voice] is the first.
    `branches_of` names a checkpoint whose branches are taken as they are, so that only the fusion is trained and
    stored. `sha256` is of the file, so that a card can name exactly what made it.
    """

    id: str
    version: str
    task: str
    labels: tuple[str, ...]
    voice: VoiceRecipe
    courses: Mapping[str, VoiceRecipe]
    words: WordsRecipe | None
    fusion: FusionRecipe | None
    branches_of: str | None
    licence: str
    source: str
    sha256: str


def load_recipe(name: str) -> Recipe:
    """Read a recipe by path, or by file name from the recipes that come with the engine.

    Raises:
        EngineError: `bad_recipe`, naming the file and the key that is wrong.
    """
    path = Path(name)
    if not path.is_file():
        path = RECIPES_DIR / name
    if not path.is_file():
        known = ", ".join(sorted(recipe.name for recipe in RECIPES_DIR.glob("*.toml")))
        raise EngineError(f"There is no recipe {name}. Known: {known}.", code="bad_recipe")
    return read_recipe(path, _recipe, labels=DEFAULT_LABELS)


def read_recipe(path: Path, made: Callable[[Tables, Tables], T], *, labels: Sequence[str] | None = None) -> T:
    """A recipe of any architecture: what `made` makes of its tables, and of what every recipe says of itself.

    Args:
        labels: those of a recipe that names none; None where it has to.

    Raises:
        EngineError: `bad_recipe`, naming the file and the key that is wrong.
    """
    raw = path.read_bytes()
    try:
        data = tomllib.loads(raw.decode("utf-8"))
        return made(data, _of_itself(data if labels is None else {"labels": labels, **data}, path, raw))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise EngineError(f"{path.name}: {error}", code="bad_recipe") from error


def _of_itself(data: Tables, path: Path, raw: bytes) -> Tables:
    return {
        "id": data["id"],
        "version": data["version"],
        "task": data["task"],
        "labels": known_labels(data["labels"]),
        "licence": data.get("licence", UNKNOWN_LICENCE),
        "source": path.name,
        "sha256": hashlib.sha256(raw).hexdigest(),
    }


def known_labels(names: Iterable[str]) -> tuple[str, ...]:
    """The labels of a recipe, in its order.

    Raises:
        ValueError: where one is no emotion that the engine knows.
    """
    labels = tuple(names)
    if unknown := [label for label in labels if label not in EMOTIONS]:
        raise ValueError(f"unknown labels {', '.join(unknown)}")
    return labels


def _recipe(data: Tables, of_itself: Tables) -> Recipe:
    if data.get("voice", {}).get("keep"):
        raise ValueError("keep is for further courses: the first one's head begins at random")
    if "fusion" in data and of_itself["labels"][0] != "neutral":
        raise ValueError("fusion takes the first label for neutral")
    return Recipe(
        **of_itself,
        voice=_section(VoiceRecipe, data["voice"]),
        courses={name: _section(VoiceRecipe, data["voice"] | own) for name, own in data.get("courses", {}).items()},
        words=_section(WordsRecipe, data["words"]) if "words" in data else None,
        fusion=_section(FusionRecipe, data["fusion"]) if "fusion" in data else None,
        branches_of=data.get("branches_of"),
    )


def _section(kind: type[T], values: dict[str, Any]) -> T:
    known = {item.name for item in fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(set(values) - known):
        raise ValueError(f"unknown keys {', '.join(unknown)}")
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in values.items()})
