"""`efficient-face`: the face alone, frame by frame, as FER+'s crowd would name its emotion."""

import time
from pathlib import Path
from typing import Self

import torch
from safetensors.torch import load_file
from torch import Tensor

from recognition.engine.features.efficient_face import EfficientFace, prepared
from recognition.engine.fusion.base import Hearing, Pictures, Reading
from recognition.engine.fusion.cards import Card, read_card, verified_weights
from recognition.engine.types import Scores

READ_AT_ONCE = 64  # pictures


class FaceModel:
    """A loaded checkpoint. Its logits are divided by the temperature on the card, so that softmax of one picture's is
    calibrated; those of a segment's pictures are averaged as log-probabilities, so that a sure frame outweighs unsure ones.
    """

    def __init__(self, card: Card, net: EfficientFace) -> None:
        self.card = card
        self.labels: tuple[str, ...] = tuple(card["labels"])
        self.temperature: float = card["calibration"]["temperature"]["face"]
        self.side: int = card["architecture"]["side"]
        self.mirrored: bool = card["architecture"]["mirrored"]
        self.net = net.eval()

    @classmethod
    def load(cls, folder: Path, *, models_dir: Path | None = None) -> Self:
        """Read a checkpoint.

        Raises:
            ModelUnavailableError: when the weights file is missing or not what the card says.
        """
        card = read_card(folder)
        return cls(card, net_of(len(card["labels"]), load_file(verified_weights(folder))))

    def covers(self, language: str) -> bool:
        """It reads no words, so that it has nothing against any language."""
        return True

    def read(self, hearing: Hearing) -> Reading:
        """Scores of one segment's face; where none was seen each emotion is as likely as any other, and the face is None."""
        begin = time.perf_counter()
        if hearing.pictures is None:
            even = dict.fromkeys(self.labels, 1 / len(self.labels))
            return Reading(scores=Scores(fused=even), weights={"face": 0.0}, seconds={"face": 0.0})
        mean = self.log_probabilities(hearing.pictures).mean(dim=0)
        scores = dict(zip(self.labels, mean.softmax(dim=0).tolist(), strict=True))
        return Reading(
            scores=Scores(face=scores, fused=scores),
            weights={"face": 1.0},
            seconds={"face": time.perf_counter() - begin},
        )

    def log_probabilities(self, pictures: Pictures) -> Tensor:
        """Of uint8 pictures (n, height, width, 3), RGB, each by itself: (n, labels)."""
        parts = range(0, len(pictures), READ_AT_ONCE)
        logits = torch.cat([self.logits(pictures[start : start + READ_AT_ONCE]) for start in parts])
        return (logits.double() / self.temperature).log_softmax(dim=1)

    def logits(self, pictures: Pictures) -> Tensor:
        """The network's, before calibration; where the card says so the mean over a picture and its mirror image."""
        with torch.inference_mode():
            faces = prepared(pictures, self.side)
            logits: Tensor = self.net(faces)
            return (logits + self.net(faces.flip(3))) / 2 if self.mirrored else logits


def net_of(labels: int, state: dict[str, Tensor]) -> EfficientFace:
    """A network of its weights, which may be stored in half precision."""
    net = EfficientFace(labels)
    net.load_state_dict(
        {name: tensor.float() if tensor.is_floating_point() else tensor for name, tensor in state.items()}
    )
    return net.eval()
