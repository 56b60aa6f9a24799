"""`mfer`: a vision transformer on the face and a GRU on what a speech encoder hears, joined by concatenation."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, Self

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from recognition.engine.errors import ModelUnavailableError
from recognition.engine.features.base import Extractor, open_extractor
from recognition.engine.features.efficient_face import prepared
from recognition.engine.features.emotion2vec import Emotion2vec
from recognition.engine.features.log_mel import level
from recognition.engine.features.speech_states import SpeechEncoder, StatesAsTheyCome, TrunkStates
from recognition.engine.features.vit import FaceVit, VitShape
from recognition.engine.fusion.au_mfcc import trunk_of
from recognition.engine.fusion.base import Hearing, Pictures, Reading
from recognition.engine.fusion.cards import Card, read_card, verified_weights
from recognition.engine.fusion.mfer_net import Said, Together, VoiceGru
from recognition.engine.fusion.shared import shared_state
from recognition.engine.types import EmotionScores, Scores

UNSEEN = "unseen"
"""Of temperatures and thresholds: the fused answer's where there is no face, which is the voice's."""


class Answer(NamedTuple):
    """Calibrated logits, (labels,) each; None of a stream that is not there."""

    voice: Tensor | None
    face: Tensor | None
    fused: Tensor


class MferModel:
    """A loaded checkpoint. Its logits are divided by the temperatures on the card, so that softmax is calibrated."""

    def __init__(
        self, card: Card, extract: Extractor, encode: SpeechEncoder, gru: VoiceGru, eyes: FaceVit, together: Together
    ) -> None:
        self.card = card
        self.labels: tuple[str, ...] = tuple(card["labels"])
        self.temperature: dict[str, float] = card["calibration"]["temperature"]
        self.side: int = card["architecture"]["eyes"]["image_size"]
        self.extract, self.encode = extract, encode
        self.gru, self.eyes, self.together = gru.eval(), eyes.eval(), together.eval()

    @classmethod
    def load(cls, folder: Path, *, models_dir: Path | None = None) -> Self:
        """Read a checkpoint; what its voice is heard with may be another one's, or published weights, named on its card.

        Raises:
            ModelUnavailableError: when a weights file is missing or not what the card says.
        """
        card = read_card(folder)
        architecture, labels = card["architecture"], len(card["labels"])
        state = {
            name: tensor.float() if tensor.is_floating_point() else tensor
            for name, tensor in load_file(verified_weights(folder)).items()
        }
        extract, encode = _ears(folder, card, _part(state, "trunk."), models_dir)
        gru = VoiceGru(encode.dim, labels)
        gru.load_state_dict(_part(state, "gru."))
        eyes = FaceVit(labels, shape=VitShape(**architecture["eyes"]))
        eyes.load_state_dict(_part(state, "eyes."))
        together = Together(architecture["eyes"]["hidden_size"], labels)
        together.load_state_dict(_part(state, "together."))
        return cls(card, extract, encode, gru, eyes, together)

    def networks(self) -> list[nn.Module]:
        """All that stands between a segment and its scores."""
        hearing = self.extract.net if isinstance(self.extract, Emotion2vec) else None
        trunk = self.encode.trunk.convolutions if isinstance(self.encode, TrunkStates) else None
        return [self.gru, self.eyes, self.together, *(own for own in (hearing, trunk) if own is not None)]

    def covers(self, language: str) -> bool:
        """It reads no words, so that it has nothing against any language."""
        return True

    def read(self, hearing: Hearing) -> Reading:
        """Scores of one segment; without pictures the face is None, and fused is voice."""
        begin = time.perf_counter()
        with torch.inference_mode():
            voice = self.hear(self.extract(level(hearing.samples)))
            voice_s = time.perf_counter() - begin
            face = None if hearing.pictures is None else self.look(hearing.pictures)
            face_s = time.perf_counter() - begin - voice_s
            answer = self.answer(voice, face)
        return Reading(
            scores=Scores(
                voice=None if answer.voice is None else self._scores(answer.voice),
                face=None if answer.face is None else self._scores(answer.face),
                fused=self._scores(answer.fused),
            ),
            weights=self._weights(answer),
            seconds={"voice": voice_s, "face": face_s, "fusion": time.perf_counter() - begin - voice_s - face_s},
        )

    def hear(self, frames: Tensor) -> Said:
        """An extractor's frames (frames, dim) -> what the voice says, a batch of one."""
        states = self.encode(frames) if len(frames) else torch.zeros(1, self.encode.dim)
        return self.gru.hear([states])

    def look(self, pictures: Pictures) -> Said:
        """Pictures of a face, uint8 (n, height, width, 3), RGB -> what they say together, a batch of one."""
        return self.seen(self.eyes.embed(prepared(pictures, self.side)).mean(dim=0, keepdim=True))

    def seen(self, embeddings: Tensor) -> Said:
        """Mean embeddings of faces (faces, dim) -> what they say."""
        return Said(embeddings, self.eyes.head(embeddings))

    def answer(self, voice: Said | None, face: Said | None) -> Answer:
        """Of a voice, a face, or both, each a batch of one.

        Raises:
            ValueError: when there is neither.
        """
        says = None if voice is None else voice.logits[0] / self.temperature["voice"]
        shows = None if face is None else face.logits[0] / self.temperature["face"]
        if voice is not None and face is not None:
            return Answer(says, shows, self.together(voice, face)[0] / self.temperature["fused"])
        alone = says if shows is None else shows
        if alone is None:
            raise ValueError("there is neither a voice nor a face")
        return Answer(says, shows, alone)

    def tell(self, frames: Tensor | None, pictures: Pictures | None) -> dict[str, Tensor]:
        """Scores by stream, (labels,) each, of what there is of an utterance; a face by itself is no answer of both."""
        with torch.inference_mode():
            voice = None if frames is None else self.hear(frames)
            face = None if pictures is None else self.look(pictures)
            answer = self.answer(voice, face)
        streams = {"voice": answer.voice, "face": answer.face, "fused": None if voice is None else answer.fused}
        return {name: logits.double().softmax(dim=0) for name, logits in streams.items() if logits is not None}

    def _weights(self, answer: Answer) -> dict[str, float]:
        """How much each stream counted: by how near its own answer is to that of both."""
        if answer.voice is None or answer.face is None:
            return {"voice": float(answer.face is None), "face": float(answer.voice is None)}
        fused = answer.fused.softmax(dim=0)
        near = [1.0 - float((fused - own.softmax(dim=0)).abs().sum() / 2) for own in (answer.voice, answer.face)]
        share = near[0] / max(sum(near), 1e-6)
        return {"voice": round(share, 4), "face": round(1.0 - share, 4)}

    def _scores(self, logits: Tensor) -> EmotionScores:
        return dict(zip(self.labels, logits.double().softmax(dim=0).tolist(), strict=True))


def _ears(
    folder: Path, card: Card, trunk: Mapping[str, Tensor], models_dir: Path | None
) -> tuple[Extractor, SpeechEncoder]:
    """What gives frames, and what makes states of them."""
    architecture: dict[str, Any] = card["architecture"]
    if architecture["features"] == "emotion2vec":
        return _published(card, models_dir)
    if not trunk:
        name, sha256 = architecture["branches_of"], architecture["branches_sha256"]
        trunk = _part(shared_state(folder, name, sha256=sha256, of=card["id"]), "voice.trunk.")
    return open_extractor(architecture["features"]), TrunkStates(trunk_of(trunk))


def _published(card: Card, models_dir: Path | None) -> tuple[Extractor, SpeechEncoder]:
    ears = Emotion2vec(card["architecture"]["features_arguments"]["weights"], models_dir)
    if ears.found.sha256 != card["architecture"]["branches_sha256"]:
        raise ModelUnavailableError(
            f"{card['id']} was trained with another emotion2vec than the one in {ears.found.folder}.",
            code="checksum_mismatch",
        )
    return ears, StatesAsTheyCome(ears.net.shape.dim, ears.frames_per_s)


def _part(state: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in state.items() if name.startswith(prefix)}
