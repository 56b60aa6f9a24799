"""Recipes of `face-voice-*`: everything that decides a training run on faces and voices, read from a TOML file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recognition.engine.features.efficient_face import SIDE
from recognition.engine.fusion.face_voice_net import FUSIONS, PICTURES
from recognition.engine.training.augment import AUGMENTATIONS
from recognition.engine.training.modality_dropout import MASKS
from recognition.engine.training.recipe import PAIRINGS, Tables, read_recipe

NO_AUGMENTATION = "none"
OPTIMISERS = ("sgd", "adamw")


@dataclass(frozen=True, slots=True)
class FaceVoiceNetRecipe:
    """How the network is trained.

    `pairing` is "real" where each utterance of `corpora` has a film or prepared faces, or "latent" for pairs matched by
    emotion: voices of `corpora`, faces of `faces`. In latent pairs `voice_carries` and `face_carries` are the chances that a
    stream carries the emotion rather than neutral, `neutral` is the share of pairs without any, and `pairs` how many there
    are in an epoch. `faces_each` caps the faces of an emotion, `clips_each` the clips of a corpus while the voice learns alone.

    `fusion`, `mask` (modality dropout), `num_heads` and `pool_stride` are the network's. `sample_size` is the side of a picture
    in pixels, a multiple of 16, `sample_duration` the pictures of an utterance, `n_classes` how many labels there have to be.

    `tune_face` trains EfficientFace, too; else it stays as it is, and each face is seen once in each of `views`: turned,
    mirrored, and, if it is a still picture, as film would show it.

    `voice_epochs` are for the voice alone, before. `alone` is how much each stream's own loss counts beside the fused one's.
    `calibration_pairs` are drawn for temperatures and thresholds where pairs are latent.
    `average_epochs` last epochs are averaged into the weights; 0 takes the epoch that does best on held-out speakers.
    With "sgd" the learning rate falls to a tenth whenever `patience` epochs brought no gain; with "adamw" it rises and falls once.
    """

    corpora: tuple[str, ...] = ("ravdess",)
    pairing: str = "real"
    faces: str = "ferplus"
    voice_carries: float = 0.75
    face_carries: float = 0.75
    neutral: float = 0.1
    pairs: int = 4096
    faces_each: int = 400
    clips_each: Mapping[str, int] = field(default_factory=dict)
    fusion: str = "ia"
    mask: str = "softhard"
    num_heads: int = 1
    pool_stride: int = 1
    dropout: float = 0.0
    sample_size: int = SIDE
    sample_duration: int = PICTURES
    n_classes: int | None = None
    tune_face: bool = False
    views: int = 2
    augmentation: str = NO_AUGMENTATION
    voice_epochs: int = 0
    voice_learning_rate: float = 3e-3
    epochs: int = 100
    batch: int = 8
    optimiser: str = "sgd"
    learning_rate: float = 0.04
    momentum: float = 0.9
    dampening: float = 0.0
    weight_decay: float = 1e-3
    patience: int = 10
    label_smoothing: float = 0.0
    alone: float = 0.3
    average_epochs: int = 0
    calibration_pairs: int = 1600

    def __post_init__(self) -> None:
        known = {
            "pairing": PAIRINGS,
            "fusion": FUSIONS,
            "mask": MASKS,
            "optimiser": OPTIMISERS,
            "augmentation": (NO_AUGMENTATION, *AUGMENTATIONS),
        }
        for name, names in known.items():
            if getattr(self, name) not in names:
                raise ValueError(f"unknown {name} {getattr(self, name)}, not one of {', '.join(names)}")
        if self.sample_size % 16 or self.sample_size < 48:
            raise ValueError(f"sample_size is {self.sample_size}, and must be a multiple of 16, at least 48")
        if self.sample_duration < 1 or self.views < 1:
            raise ValueError("sample_duration and views must be at least 1")
        if self.tune_face and self.pairing != "real":
            raise ValueError("tune_face needs real pairs: still faces are seen once, and kept")


@dataclass(frozen=True, slots=True)
class FaceVoiceRecipe:
    """One training run, whole.

    `face_of` names the checkpoint whose EfficientFace looks at the pictures, where none is named for the run; without any it
    begins at random. `words_of` names the checkpoint whose words branch reads beside; without it there are no words.
    """

    id: str
    version: str
    task: str
    labels: tuple[str, ...]
    licence: str
    face_of: str | None
    words_of: str | None
    net: FaceVoiceNetRecipe
    source: str
    sha256: str


def load_face_voice_recipe(name: str) -> FaceVoiceRecipe:
    """Read a recipe whose `architecture` is "face-voice".

    Raises:
        EngineError: `bad_recipe`, naming the file and the key that is wrong.
    """
    return read_recipe(Path(name), _recipe)


def _recipe(data: Tables, of_itself: Tables) -> FaceVoiceRecipe:
    return FaceVoiceRecipe(
        **of_itself,
        face_of=data.get("face_of"),
        words_of=data.get("words_of"),
        net=_net(data.get("net", {}), len(data["labels"])),
    )


def _net(told: Mapping[str, Any], labels: int) -> FaceVoiceNetRecipe:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in told.items()}
    net = FaceVoiceNetRecipe(**values)
    if net.n_classes not in (None, labels):
        raise ValueError(f"n_classes is {net.n_classes}, and there are {labels} labels")
    return net
