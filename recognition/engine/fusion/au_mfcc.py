"""`au-mfcc`: facial action units and the voice, as OpenFace and MFCC measure them, for the eight emotions of RAVDESS."""

import time
from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path
from typing import Self

import torch
from safetensors.torch import load_file
from torch import Tensor

from recognition.engine.features.base import open_extractor
from recognition.engine.features.log_mel import level
from recognition.engine.features.vggish import VGGish
from recognition.engine.fusion.au_mfcc_net import Answer, AuMfccNet
from recognition.engine.fusion.base import Hearing, Reading
from recognition.engine.fusion.cards import Card, read_card, verified_weights
from recognition.engine.fusion.measured import Measured, Norm, measured, senses
from recognition.engine.fusion.shared import shared_state
from recognition.engine.types import EmotionScores, Scores

CENTRED = "_centred"
STREAMS = ("voice", "face", "fused")


class AuMfccModel:
    """A loaded checkpoint. Its logits are divided by the temperatures on the card, so that softmax is calibrated.

    It has two networks: `alone` reads a segment on everybody's scale, `centred` on the scale of its speaker, which has
    to be known from segments of every emotion. The product uses the first.
    """

    def __init__(self, card: Card, trunk: VGGish, alone: AuMfccNet, centred: AuMfccNet, norm: Norm) -> None:
        self.card = card
        self.labels: tuple[str, ...] = tuple(card["labels"])
        self.temperature: dict[str, float] = card["calibration"]["temperature"]
        self.trunk, self.alone, self.centred, self.norm = trunk.eval(), alone.eval(), centred.eval(), norm
        self.extract = open_extractor(card["architecture"]["features"])

    @classmethod
    def load(cls, folder: Path, *, models_dir: Path | None = None) -> Self:
        """Read a checkpoint; its voice trunk may be that of another one, named on its card.

        Raises:
            ModelUnavailableError: when a weights file is missing or not what its card says.
        """
        card = read_card(folder)
        state = load_file(verified_weights(folder))
        trunk = (
            _part(shared_voice(folder, card), "voice.trunk.")
            if card["architecture"]["branches_of"]
            else _part(state, "trunk.")
        )
        labels = len(card["labels"])
        return cls(
            card,
            trunk_of(trunk),
            net_of(labels, _part(state, "alone.")),
            net_of(labels, _part(state, "centred.")),
            Norm(**_part(state, "norm.")),
        )

    def covers(self, language: str) -> bool:
        """It reads no words, so that it has nothing against any language."""
        return True

    def read(self, hearing: Hearing) -> Reading:
        """Scores of one segment; without action units the face is None, and fused is voice."""
        begin = time.perf_counter()
        with torch.inference_mode():
            segment = self.measure(self.extract(level(hearing.samples)), hearing)
            measuring_s = time.perf_counter() - begin
            answer = self.answer([segment])
        face = hearing.action_units is not None
        return Reading(
            scores=Scores(
                voice=self._scores(answer.voice[0]),
                face=self._scores(answer.face[0]) if face else None,
                fused=self._scores((answer.fused if face else answer.voice)[0]),
            ),
            weights=dict(zip(("voice", "face"), (round(float(x), 4) for x in answer.weights[0]), strict=True)),
            seconds={"voice": measuring_s, "fusion": time.perf_counter() - begin - measuring_s},
        )

    def measure(self, frames: Tensor, hearing: Hearing) -> Measured:
        """What there is of a segment whose log-mel frames are (frames, 64)."""
        return measured(frames, self.trunk, hearing.action_units)

    def answer(self, segments: Sequence[Measured], speaker: Norm | None = None) -> Answer:
        """Calibrated logits of segments; on the scale of their `speaker`, where it is given."""
        net, suffix = (self.alone, "") if speaker is None else (self.centred, CENTRED)
        logits = net(senses(segments, [speaker or self.norm] * len(segments)))
        return Answer(
            logits.voice / self.temperature[f"voice{suffix}"],
            logits.face / self.temperature[f"face{suffix}"],
            logits.fused / self.temperature[f"fused{suffix}"],
            logits.weights,
        )

    def with_parts(self, trunk: VGGish, alone: AuMfccNet, centred: AuMfccNet) -> Self:
        """The same model with other parts, of the same interface."""
        variant = copy(self)
        variant.trunk, variant.alone, variant.centred = trunk, alone, centred
        return variant

    def _scores(self, logits: Tensor) -> EmotionScores:
        return dict(zip(self.labels, logits.double().softmax(dim=0).tolist(), strict=True))


def shared_voice(folder: Path, card: Card) -> dict[str, Tensor]:
    """The weights of the checkpoint whose trunk a card names: that beside `folder`, or else the shipped one.

    Raises:
        ModelUnavailableError: when it is missing, or another than it was trained with.
    """
    architecture = card["architecture"]
    return shared_state(folder, architecture["branches_of"], sha256=architecture["branches_sha256"], of=card["id"])


def trunk_of(state: Mapping[str, Tensor]) -> VGGish:
    """A trunk of its convolutions; what it makes of their maps is nobody's concern here."""
    trunk = VGGish()
    trunk.load_state_dict(
        {
            name: state[name].float() if state[name].is_floating_point() else state[name]
            for name in state
            if name.startswith("convolutions.")
        },
        strict=False,
    )
    return trunk.eval()


def net_of(labels: int, state: Mapping[str, Tensor]) -> AuMfccNet:
    """A network of its weights."""
    net = AuMfccNet(labels)
    net.load_state_dict({name: tensor.float() for name, tensor in state.items()})
    return net.eval()


def _part(state: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in state.items() if name.startswith(prefix)}
