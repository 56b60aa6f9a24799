"""A model that looks at films and is quick: how red the face is is how happy it is. It is loaded as every model is, by its card."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from recognition.engine.fusion import base
from recognition.engine.fusion.base import Hearing, Offset, Reading
from recognition.engine.fusion.cards import CARD, WEIGHTS, Card, read_card, sha256_of
from recognition.engine.types import Explanation, Scores, StretchEffect

LABELS = ("sad", "happy")


def seeing_model(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Its checkpoint, in `folder`; until the test is over it is an architecture as any other."""
    folder.mkdir(parents=True)
    (folder / WEIGHTS).write_bytes(b"none")
    card = {
        "id": folder.name,
        "version": "1.0.0",
        "task": "for tests",
        "labels": list(LABELS),
        "modalities": ["voice", "face"],
        "needs": ["video"],
        "architecture": {"name": "seeing", "features": "log-mel"},
        "calibration": {"conformal": {"fused": 0.2}},
        "sha256": sha256_of(folder / WEIGHTS),
    }
    (folder / CARD).write_text(json.dumps(card))
    known = {**base.ARCHITECTURES, "seeing": "tests.seeing_model:SeeingModel.load"}
    monkeypatch.setattr(base, "ARCHITECTURES", known)
    return folder


class SeeingModel:
    """It needs pictures as the contract has them, and says so where it gets others."""

    def __init__(self, card: Card) -> None:
        self.card = card

    @classmethod
    def load(cls, folder: Path) -> "SeeingModel":
        return cls(read_card(folder))

    def covers(self, language: str) -> bool:
        return True

    def read(self, hearing: Hearing) -> Reading:
        voice = _scores(float(np.abs(hearing.samples).mean()))
        if hearing.pictures is None:
            return Reading(Scores(voice=voice, fused=voice), {"voice": 1.0, "face": 0.0}, {})
        assert hearing.pictures.shape == (15, 224, 224, 3)
        assert hearing.pictures.dtype == np.uint8
        assert hearing.action_units is None
        face = _scores(float(hearing.pictures[..., 0].mean()) / 255)
        fused = {label: (voice[label] + face[label]) / 2 for label in LABELS}
        return Reading(Scores(voice=voice, face=face, fused=fused), {"voice": 0.5, "face": 0.5}, {"face": 0.001})

    def explain(
        self, hearing: Hearing, *, words: Sequence[str], label: str, start_s: float, offset: Offset
    ) -> Explanation:
        """One stretch, whose effect is whether a face was there."""
        whole = StretchEffect(start_s, start_s + hearing.duration_s, float(hearing.pictures is not None))
        return Explanation(label, (whole,), None)


def _scores(happy: float) -> dict[str, float]:
    return {"sad": 1.0 - happy, "happy": happy}
