"""Recipes of `mfer`: everything that decides its three stages, read from a TOML file."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recognition.engine.features.vit import VitShape
from recognition.engine.training.faces_recipe import Changes, FaceNetRecipe
from recognition.engine.training.recipe import Tables, known_labels, read_recipe


@dataclass(frozen=True, slots=True)
class Eyes:
    """The vision transformer: published weights, by a folder or a name on the hub, or else a small one of `shape`."""

    weights: str = ""
    shape: VitShape = field(default_factory=VitShape)


@dataclass(frozen=True, slots=True)
class Ears:
    """The speech encoder, which is not trained: its name in `ENCODERS`, and whose weights it hears with."""

    encoder: str = "trunk"
    weights: str = "voice-words"


@dataclass(frozen=True, slots=True)
class VoiceStage:
    """How the GRU is trained: on `first_labels` in every language, then on the model's own.

    `noise` is what standardised states get on top, in deviations; `longest_s` is cut out of longer clips in training.
    """

    corpora: tuple[str, ...] = ("ravdess", "emodb", "nemo")
    first_labels: tuple[str, ...] = ("neutral", "happy", "sad", "angry", "fearful")
    first_epochs: int = 6
    epochs: int = 8
    batch: int = 64
    learning_rate: float = 1e-3
    weight_decay: float = 5e-2
    dropout: float = 0.3
    noise: float = 0.3
    label_smoothing: float = 0.1
    longest_s: float = 5.0


@dataclass(frozen=True, slots=True)
class BothStage:
    """How what joins them is trained, on pairs: a voice and a stranger's face.

    Each of the two `carries` the pair's emotion that likely, and is neutral else; one of them always does.
    """

    steps: int = 1200
    batch: int = 256
    learning_rate: float = 1e-3
    weight_decay: float = 1e-2
    dropout: float = 0.3
    label_smoothing: float = 0.05
    carries: float = 0.75


@dataclass(frozen=True, slots=True)
class MferRecipe:
    """One training run, whole."""

    id: str
    version: str
    task: str
    labels: tuple[str, ...]
    licence: str
    eyes: Eyes
    face: FaceNetRecipe
    ears: Ears
    voice: VoiceStage
    both: BothStage
    source: str
    sha256: str


def load_mfer_recipe(name: str) -> MferRecipe:
    """Read a recipe whose `architecture` is "mfer".

    Raises:
        EngineError: `bad_recipe`, naming the file and the key that is wrong.
    """
    return read_recipe(Path(name), _recipe)


def _recipe(data: Tables, of_itself: Tables) -> MferRecipe:
    eyes = _eyes(data.get("eyes", {}))
    return MferRecipe(
        **of_itself,
        eyes=eyes,
        face=FaceNetRecipe(
            side=eyes.shape.image_size, changes=Changes(**data.get("changes", {})), **data.get("face", {})
        ),
        ears=Ears(**data.get("ears", {})),
        voice=_voice(data.get("voice", {})),
        both=BothStage(**data.get("both", {})),
    )


def _eyes(told: dict[str, Any]) -> Eyes:
    """Published weights have a shape of their own, which is read with them."""
    weights = told.get("weights", "")
    shape = {name: value for name, value in told.items() if name != "weights"}
    if weights and shape:
        raise ValueError(f"[eyes] weights decide {', '.join(shape)}")
    return Eyes(weights, VitShape(**shape))


def _voice(told: dict[str, Any]) -> VoiceStage:
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in told.items()}
    stage = VoiceStage(**given)
    known_labels(stage.first_labels)
    return stage
