"""Recipes: everything that decides a training run, read from a TOML file into frozen values."""

import hashlib
import itertools
import math
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, TypeVar, get_origin

from recognition.engine.errors import EngineError
from recognition.engine.features.base import EXTRACTORS
from recognition.engine.features.bert import MINILM
from recognition.engine.fusion.fusions import FUSIONS
from recognition.engine.labels import DEFAULT_LABELS, EMOTIONS
from recognition.engine.training.augment import AUGMENTATIONS
from recognition.engine.training.losses import CROSS_ENTROPY, refuse_unknown

T = TypeVar("T")
Tables = dict[str, Any]
"""A recipe's TOML, or a part of it."""

UNKNOWN_LICENCE = "that of the data sets: not for others unless their terms allow it"
PAIRINGS = ("latent", "real")
LOG_MEL = "log-mel"
WITH_DETECTOR = "log-mel-detector"
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

    `keep` is how much a further course keeps of the weights that it began with. A course whose trunk is `frozen` leaves the
    trunk's convolutions as it found them, and trains the embedding and the head.

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
    frozen: bool = field(default=False, repr=False)

    def __post_init__(self) -> None:
        refuse_unknown(self.loss)
        _refuse_outside(self, more_than_0=("epochs", "batch", "learning_rate", "window_s", "short_window_s"))
        _refuse_outside(self, at_least_1=("average_epochs",), shares=("dropout", "label_smoothing", "keep"))
        if not self.corpora:
            raise ValueError("corpora names none")
        _refuse_unknown_augmentations(self.augmentation)
        if self.init not in INITS:
            raise ValueError(f"unknown init {self.init}, not one of {', '.join(INITS)}")
        if self.features not in EXTRACTORS:
            raise ValueError(f"unknown features {self.features}, not one of {', '.join(EXTRACTORS)}")
        if self.features == WITH_DETECTOR:
            raise ValueError(f"{WITH_DETECTOR} is heard by the heads: [heads] detector = true beside {LOG_MEL}")
        if self.init == "audioset-vggish" and self.features != LOG_MEL:
            raise ValueError(f"audioset-vggish hears {LOG_MEL}, not {self.features}")


@dataclass(frozen=True, slots=True)
class HeadsRecipe:
    """What the heads that are fitted on a finished trunk hear: corpora, capped as the voice's are.

    `augmentations` are heard in turn, each once; none stands for those of the voice's courses. With `detector` there is a head
    on what the speech detector makes of the sound, for a trunk that hears log-mel.

    A corpus that the trunk has not heard may be among them: one of a single emotion teaches a trunk to know its
    microphones, and to read that emotion wherever it hears strange ones.
    """

    corpora: tuple[str, ...]
    clips_per_epoch: Mapping[str, int] = field(default_factory=dict)
    augmentations: tuple[str, ...] = ()
    detector: bool = False

    def __post_init__(self) -> None:
        if not self.corpora:
            raise ValueError("corpora names none")
        _refuse_unknown_augmentations(*self.augmentations)


@dataclass(frozen=True, slots=True)
class WordsRecipe:
    """The words branch: which text set, how many upper layers are tuned, how much is made to look like ASR output, and its
    loss, as the voice's. `encoder` is what it begins with: the packaged MiniLM, or a published BERT by its folder or its name
    on Hugging Face's hub."""

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
    encoder: str = field(default=MINILM, repr=False)
    loss: str = field(default=CROSS_ENTROPY, repr=False)
    gamma: float = field(default=2.0, repr=False)

    def __post_init__(self) -> None:
        refuse_unknown(self.loss)
        _refuse_outside(self, more_than_0=("epochs", "batch", "learning_rate", "layer_decay", "max_tokens"))
        _refuse_outside(self, at_least_1=("tuned_layers",), shares=("dropout", "word_dropout"))


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
        if self.kind not in FUSIONS:
            raise ValueError(f"unknown kind {self.kind}, not one of {', '.join(FUSIONS)}")
        if self.pairing not in PAIRINGS:
            raise ValueError(f"unknown pairing {self.pairing}, not one of {', '.join(PAIRINGS)}")
        _refuse_outside(self, more_than_0=("epochs", "batch", "pairs", "learning_rate"), shares=("neutral", "absent"))


@dataclass(frozen=True, slots=True)
class Recipe:
    """One training run, whole.

    `courses` are further courses of the voice branch by name, in order, each with the settings of [voice] where it has
    none of its own. [voice] is the first.
    `heads` is None where they hear what the last course does.
    `branches_of` names a checkpoint whose branches are taken as they are, so that only the fusion is trained and
    stored. `sha256` is of the file, so that a card can name exactly what made it.
    """

    id: str
    version: str
    task: str
    labels: tuple[str, ...]
    voice: VoiceRecipe
    courses: Mapping[str, VoiceRecipe]
    heads: HeadsRecipe | None
    words: WordsRecipe | None
    fusion: FusionRecipe | None
    branches_of: str | None
    licence: str
    source: str
    sha256: str

    @property
    def heads_hear(self) -> HeadsRecipe:
        """What the heads are fitted on."""
        courses = (self.voice, *self.courses.values())
        heads = self.heads or HeadsRecipe(courses[-1].corpora, courses[-1].clips_per_epoch)
        trained_with = tuple(dict.fromkeys(course.augmentation for course in courses))
        return replace(heads, augmentations=heads.augmentations or trained_with)

    @property
    def features(self) -> str:
        """What is heard by trunk and heads together."""
        return WITH_DETECTOR if self.heads_hear.detector else self.voice.features

    @property
    def corpora(self) -> tuple[str, ...]:
        """All that is heard, each once."""
        heard = [course.corpora for course in (self.voice, *self.courses.values())]
        return tuple(dict.fromkeys(itertools.chain(*heard, self.heads_hear.corpora)))


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
    except KeyError as error:
        raise EngineError(f"{path.name} lacks {error}.", code="bad_recipe") from error
    except (AttributeError, TypeError, ValueError) as error:  # TOML's own complaints are among the last
        raise EngineError(f"{path.name}: {error}", code="bad_recipe") from error


def _of_itself(data: Tables, path: Path, raw: bytes) -> Tables:
    told = {name: _typed(name, data[name], str) for name in ("id", "version", "task")}
    return {
        **told,
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
        raise ValueError(f"unknown labels {', '.join(map(str, unknown))}")
    if len(labels) < 2 or len(set(labels)) < len(labels):
        raise ValueError("labels are to be two or more, each once")
    return labels


def _recipe(data: Tables, of_itself: Tables) -> Recipe:
    if data["voice"].get("keep"):
        raise ValueError("keep is for further courses: the first one's head begins at random")
    if ("words" in data) != ("fusion" in data):
        raise ValueError("[words] and [fusion] belong together: the one is nothing without the other")
    if "fusion" in data and of_itself["labels"][0] != "neutral":
        raise ValueError("fusion takes the first label for neutral")
    voice = _section(VoiceRecipe, data["voice"])
    if data.get("heads", {}).get("detector") and voice.features != LOG_MEL:
        raise ValueError(f"detector is for a trunk that hears {LOG_MEL}, not {voice.features}")
    if voice.frozen and voice.init == "random":
        raise ValueError("frozen is for what has learnt something: the first course begins at random")
    return Recipe(
        **of_itself,
        voice=voice,
        courses={name: _section(VoiceRecipe, data["voice"] | own) for name, own in data.get("courses", {}).items()},
        heads=_section(HeadsRecipe, data["heads"]) if "heads" in data else None,
        words=_section(WordsRecipe, data["words"]) if "words" in data else None,
        fusion=_section(FusionRecipe, data["fusion"]) if "fusion" in data else None,
        branches_of=data.get("branches_of"),
    )


def _section(kind: type[T], values: dict[str, Any]) -> T:
    known = {item.name: item.type for item in fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(set(values) - set(known)):
        raise ValueError(f"unknown keys {', '.join(unknown)}")
    return kind(**{key: _typed(key, value, known[key]) for key, value in values.items()})


def _typed(key: str, value: Any, wanted: Any) -> Any:
    """The value of a key, of the type that its class gives it: a mistake here would be found hours later.

    Raises:
        ValueError: when it is of another.
    """
    told, fits = TYPES[get_origin(wanted) or wanted]
    if not fits(value):
        raise ValueError(f"{key} is {value!r}, and must be {told}")
    return tuple(value) if isinstance(value, list) else value


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


TYPES: Mapping[Any, tuple[str, Callable[[Any], bool]]] = {
    int: ("a whole number", lambda value: isinstance(value, int) and not isinstance(value, bool)),
    float: ("a number", _number),
    bool: ("true or false", lambda value: isinstance(value, bool)),
    str: ("a text", lambda value: isinstance(value, str)),
    tuple: ("a list of names", _names),
    Mapping: ("a table", lambda value: isinstance(value, dict)),
}
"""What the values of a section may be: how it is told, and whether one is."""


def _refuse_unknown_augmentations(*names: str) -> None:
    for name in names:
        if name not in AUGMENTATIONS:
            raise ValueError(f"unknown augmentation {name}, not one of {', '.join(AUGMENTATIONS)}")


def _refuse_outside(
    recipe: object,
    *,
    more_than_0: Iterable[str] = (),
    at_least_1: Iterable[str] = (),
    shares: Iterable[str] = (),
) -> None:
    """Raises ValueError for the first of the keys whose value is out of its range; a share is from 0 to less than 1."""
    ranges: tuple[tuple[Iterable[str], str, Callable[[float], bool]], ...] = (
        (more_than_0, "more than 0", lambda value: value > 0),
        (at_least_1, "at least 1", lambda value: value >= 1),
        (shares, "at least 0 and less than 1", lambda value: 0 <= value < 1),
    )
    for keys, told, fits in ranges:
        for key in keys:
            if not fits(getattr(recipe, key)):
                raise ValueError(f"{key} is {getattr(recipe, key)}, and must be {told}")
