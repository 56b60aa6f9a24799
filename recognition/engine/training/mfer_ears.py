"""What a run of `mfer` hears with: the trunk of a checkpoint that holds the run's speakers out, or published weights."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import Tensor

from recognition.engine.errors import EngineError
from recognition.engine.features.emotion2vec import Emotion2vec
from recognition.engine.features.speech_states import (
    EMOTION2VEC,
    FEATURES,
    SpeechEncoder,
    StatesAsTheyCome,
    TrunkStates,
)
from recognition.engine.fusion.au_mfcc import trunk_of
from recognition.engine.training.borrowed import Borrowed
from recognition.engine.training.corpus import Features
from recognition.engine.training.mfer_recipe import Ears

PREFIX = "voice.trunk."


@dataclass(frozen=True, slots=True)
class OpenEars:
    """A speech encoder, what gives it frames, and where its weights are from.

    Args:
        sha256: of its weights.
        lender: the checkpoint that it is part of; None of published weights.
        state: its weights, where the run has to store them along.
    """

    encode: SpeechEncoder
    features: Features
    sha256: str
    lender: Borrowed | None
    state: dict[str, Tensor]

    @property
    def architecture(self) -> dict[str, Any]:
        """The card's part."""
        shared = self.lender is not None and self.lender.shipped
        return {
            "features": self.features.name,
            "features_arguments": dict(self.features.arguments),
            "branches_of": self.lender.card["id"] if self.lender is not None and shared else None,
            "branches_sha256": self.sha256,
        }


def open_ears(ears: Ears, init: str | None, models_dir: Path | None) -> OpenEars:
    """Those that a recipe names; `init` names another checkpoint for a trunk.

    Raises:
        EngineError: `bad_recipe` when the encoder is unknown, or takes no `init`.
        UnknownComponentError, ModelUnavailableError: when its weights are not there and cannot be had.
    """
    if ears.encoder not in FEATURES:
        raise EngineError(f"[ears] encoder “{ears.encoder}” is not one of {', '.join(FEATURES)}.", code="bad_recipe")
    if ears.encoder == EMOTION2VEC:
        if init is not None:
            raise EngineError("emotion2vec has heard none of the speakers: it takes no --init.", code="bad_recipe")
        return _published(ears.weights, models_dir)
    lender = Borrowed.open(init or ears.weights, PREFIX)
    kept = (
        {} if lender.shipped else {name: own for name, own in lender.state.items() if name.startswith("convolutions.")}
    )
    return OpenEars(TrunkStates(trunk_of(lender.state)), Features(), lender.card["sha256"], lender, kept)


def _published(weights: str, models_dir: Path | None) -> OpenEars:
    found = Emotion2vec(weights, models_dir, fetch=True).found
    ears = Emotion2vec(str(found.folder))
    features = Features(EMOTION2VEC, {"weights": str(found.folder)})
    return OpenEars(StatesAsTheyCome(ears.net.shape.dim, ears.frames_per_s), features, found.sha256, None, {})
