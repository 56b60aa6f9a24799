"""Recipes of `au-mfcc`: everything that decides a training run on faces and voices, read from a TOML file."""

from dataclasses import dataclass
from pathlib import Path

from recognition.engine.training.losses import FOCAL, refuse_unknown
from recognition.engine.training.recipe import Tables, read_recipe


@dataclass(frozen=True, slots=True)
class NetRecipe:
    """How the network is trained.

    `noise` is what standardised measurements get on top, in deviations; `swap` is how many clips become those of another
    training speaker, by the difference between the speakers' means; `mixup` blends clips (Beta's parameter; 0 never).
    `voice_absent` and `face_absent` are modality dropout. `alone` is how much each stream's own loss counts beside the
    fused one's. `average_epochs` last epochs are averaged into the weights.
    """

    corpus: str = "ravdess"
    epochs: int = 40
    batch: int = 64
    learning_rate: float = 2e-3
    weight_decay: float = 5e-2
    dropout: float = 0.2
    pooled_dropout: float = 0.5
    label_smoothing: float = 0.1
    loss: str = FOCAL
    gamma: float = 1.0
    noise: float = 0.3
    swap: float = 0.0
    mixup: float = 0.3
    voice_absent: float = 0.15
    face_absent: float = 0.1
    alone: float = 0.3
    average_epochs: int = 8

    def __post_init__(self) -> None:
        refuse_unknown(self.loss)


@dataclass(frozen=True, slots=True)
class AuMfccRecipe:
    """One training run, whole. `voice_of` names the checkpoint whose trunk hears the voice, where none is named for the run."""

    id: str
    version: str
    task: str
    labels: tuple[str, ...]
    licence: str
    voice_of: str
    net: NetRecipe
    source: str
    sha256: str


def load_au_mfcc_recipe(name: str) -> AuMfccRecipe:
    """Read a recipe whose `architecture` is "au-mfcc".

    Raises:
        EngineError: `bad_recipe`, naming the file and the key that is wrong.
    """
    return read_recipe(Path(name), _recipe)


def _recipe(data: Tables, of_itself: Tables) -> AuMfccRecipe:
    return AuMfccRecipe(
        **of_itself,
        voice_of=data["voice_of"],
        net=NetRecipe(**data.get("net", {})),
    )
