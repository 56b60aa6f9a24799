"""What trains each architecture: a table, from the name in a recipe to what reads the recipe and what runs it."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from recognition.engine.errors import EngineError
from recognition.engine.registry import resolve
from recognition.engine.training.recipe import RECIPES_DIR

DEFAULT = "voice-words"

TRAINERS: Mapping[str, str] = {
    DEFAULT: "recognition.engine.training.train:train",
    "au-mfcc": "recognition.engine.training.au_mfcc:train",
    "efficient-face": "recognition.engine.training.faces:train",
    "face-voice": "recognition.engine.training.face_voice:train",
    "mfer": "recognition.engine.training.mfer:train",
}

RECIPES: Mapping[str, str] = {
    DEFAULT: "recognition.engine.training.recipe:load_recipe",
    "au-mfcc": "recognition.engine.training.au_mfcc_recipe:load_au_mfcc_recipe",
    "efficient-face": "recognition.engine.training.faces_recipe:load_face_recipe",
    "face-voice": "recognition.engine.training.face_voice_recipe:load_face_voice_recipe",
    "mfer": "recognition.engine.training.mfer_recipe:load_mfer_recipe",
}

Trainer = Callable[..., Path]


def open_trainer(name: str) -> tuple[Trainer, Any]:
    """What trains a recipe, and the recipe; `name` is a path, or a file name among the recipes of the engine.

    Raises:
        EngineError: `bad_recipe`, naming the file and the key that is wrong.
        UnknownComponentError: `unknown_model`, for an `architecture` that is not in the table.
    """
    path = Path(name) if Path(name).is_file() else RECIPES_DIR / name
    architecture = _architecture(path)
    trainer: Trainer = resolve(TRAINERS, architecture, kind="model")
    return trainer, resolve(RECIPES, architecture, kind="model")(str(path) if path.is_file() else name)


def _architecture(path: Path) -> str:
    """As the recipe says; one that is missing or broken is for its reader to refuse."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8")).get("architecture", DEFAULT)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return DEFAULT
    if not isinstance(told, str):
        raise EngineError(f"{path.name}: architecture is to be a name.", code="bad_recipe")
    return told
