"""`face-voice-lt`, `-it` and `-ia`: the voice, the face in the film and the words, for the eight emotions of RAVDESS."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Self

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor

from recognition.engine.features.base import open_extractor
from recognition.engine.features.efficient_face import EfficientFace, prepared
from recognition.engine.features.log_mel import FRAMES_PER_S, level
from recognition.engine.features.mfcc import COEFFICIENTS, mfcc
from recognition.engine.fusion.base import Hearing, Pictures, Reading
from recognition.engine.fusion.cards import Card, read_card, verified_weights
from recognition.engine.fusion.face import net_of
from recognition.engine.fusion.face_voice_net import MAPS, FaceVoiceNet, Logits
from recognition.engine.fusion.shared import beside, shared_state
from recognition.engine.fusion.uncertainty import LOW_ASR_CONFIDENCE
from recognition.engine.fusion.voice_words import Reader
from recognition.engine.fusion.windows import MIN_S, windows
from recognition.engine.labels import MERGED, NEUTRAL
from recognition.engine.types import EmotionScores, Scores


class Words(NamedTuple):
    """The words branch, calibrated, and what it says in this model's labels."""

    reader: Reader
    temperature: float
    labels: tuple[str, ...]
    languages: tuple[str, ...]

    @classmethod
    def of(cls, card: Card, state: Mapping[str, Tensor]) -> "Words":
        """Those of a checkpoint of `voice-words`."""
        temperature = card["calibration"]["temperature"]["words"]
        return cls(
            Reader.load(card, state), temperature, tuple(card["labels"]), tuple(card["architecture"]["languages"])
        )

    def scores(self, texts: list[str]) -> Tensor:
        """Texts -> (texts, own labels)."""
        return (self.reader(texts).logits / self.temperature).softmax(dim=1)


class FaceVoiceModel:
    """A loaded checkpoint. Its logits are divided by the temperatures on the card, so that softmax is calibrated.

    What the net makes of voice and face is joined by the words as independent evidence, weighted by the card and by how far
    the words are from neutral: neutral words say nothing.
    """

    def __init__(self, card: Card, net: FaceVoiceNet, eyes: EfficientFace, words: Words | None) -> None:
        self.card = card
        self.labels: tuple[str, ...] = tuple(card["labels"])
        self.temperature: dict[str, float] = card["calibration"]["temperature"]
        self.words_weight: float = card["calibration"].get("words_weight", 0.0)
        self.net, self.eyes, self.words = net.eval(), eyes.eval(), words
        architecture = card["architecture"]
        self.side: int = architecture["sample_size"]
        self.duration: int = architecture["sample_duration"]
        self.extract = open_extractor(architecture["features"])
        with torch.inference_mode():  # what a network that looks at pictures itself makes of black ones
            black = torch.zeros(1, 3, self.side, self.side)
            shown = self.eyes.maps(black)[0] if architecture["tuned_face"] else torch.zeros(MAPS)
        self.unseen = shown[:, None].expand(MAPS, self.duration)

    @classmethod
    def load(cls, folder: Path, *, models_dir: Path | None = None) -> Self:
        """Read a checkpoint; its eyes and its words may be those of others, named on its card.

        Raises:
            ModelUnavailableError: when a weights file is missing or not what its card says.
        """
        card = read_card(folder)
        architecture = card["architecture"]
        state = load_file(verified_weights(folder))
        eyes = _part(state, "eyes.") or shared_state(
            folder, architecture["face_of"], sha256=architecture["face_sha256"], of=card["id"]
        )
        return cls(
            card,
            face_voice_net(len(card["labels"]), architecture, _part(state, "net.")),
            net_of(eyes["head.1.weight"].shape[0], eyes),
            _words(folder, card),
        )

    def covers(self, language: str) -> bool:
        return self.words is None or language in self.words.languages

    def read(self, hearing: Hearing) -> Reading:
        """Scores of one segment; a stream that could not speak is None, and counts for nothing."""
        begin = time.perf_counter()
        with torch.inference_mode():
            frames = self.extract(level(hearing.samples))
            voice = self.hear(frames)
            voice_s = time.perf_counter() - begin
            face = None if hearing.pictures is None else self.look(hearing.pictures)
            face_s = time.perf_counter() - begin - voice_s
            words = self.understand(hearing.text, hearing.language)
            words_s = time.perf_counter() - begin - voice_s - face_s
            counted = words if _sure(hearing.asr_confidence) else None
            answer = self.answer(voice, face)
            fused = self.joined(answer.fused, counted)
            weights = self._weights(voice, face, counted, fused)
        total_s = time.perf_counter() - begin
        return Reading(
            scores=Scores(
                voice=self._scores(answer.voice.softmax(dim=0)) if len(frames) else None,
                words=None if words is None else self._scores(words),
                face=None if face is None else self._scores(answer.face.softmax(dim=0)),
                fused=self._scores(fused),
            ),
            weights=weights,
            seconds={
                "voice": voice_s,
                "face": face_s,
                "words": words_s,
                "fusion": total_s - voice_s - face_s - words_s,
            },
        )

    def hear(self, frames: Tensor) -> Tensor:
        """Log-mel frames (frames, 64) -> what the net takes of each window, (windows, 20, frames); silence of none."""
        if not len(frames):
            return torch.zeros(1, COEFFICIENTS, round(MIN_S * FRAMES_PER_S))
        return self.net.scaled(mfcc(windows(frames.float())))

    def look(self, pictures: Pictures) -> Tensor:
        """Pictures of a face, uint8 (n, height, width, 3), RGB -> what EfficientFace makes of them, (1024, pictures)."""
        once, again = np.unique(moments(len(pictures), self.duration), return_inverse=True)
        maps = self.eyes.maps(prepared(pictures[once], self.side))
        return maps[torch.from_numpy(again)].T

    def understand(self, text: str, language: str) -> Tensor | None:
        """Scores of words, (labels,); None without any, or in a language that the branch does not cover."""
        if self.words is None or not text or language not in self.words.languages:
            return None
        return self.in_own_labels(self.words.scores([text]))[0]

    def in_own_labels(self, scores: Tensor) -> Tensor:
        """Scores of the words branch in this model's labels, rows sum to 1: (texts, labels).

        A label that words fold into another (calm into neutral) has its even share of that; one that they have no name for
        is as likely as any.
        """
        return in_labels(scores, () if self.words is None else self.words.labels, self.labels)

    def answer(self, voice: Tensor, face: Tensor | None) -> Logits:
        """Calibrated logits, (labels,) each, of a segment's windows (windows, 20, frames) and its face (1024, pictures).

        Without a face its logits mean nothing, and the fused ones are the voice's own: what the net makes of a voice and
        no face is worse (see DECISIONS.md).
        """
        logits = self.net(voice, (self.unseen if face is None else face).expand(len(voice), -1, -1))
        heard = logits.voice.mean(dim=0) / self.temperature["voice"]
        both = logits.fused.mean(dim=0) / self.temperature["fused"]
        seen = logits.face.mean(dim=0) / self.temperature["face"]
        return Logits(heard, seen, heard if face is None else both)

    def joined(self, fused: Tensor, words: Tensor | None) -> Tensor:
        """Scores of voice and face with the words beside: fused logits (…, labels) and words (…, labels) -> (…, labels)."""
        return joined(fused, words, self.words_weight, self.labels)

    def _weights(self, voice: Tensor, face: Tensor | None, words: Tensor | None, fused: Tensor) -> dict[str, float]:
        """How much each stream counted: by how far the answer moves when it is taken away."""
        silent = self.joined(self.answer(torch.zeros_like(voice), face).fused, words)
        moved = {"voice": _apart(fused, silent), "words": 0.0, "face": 0.0}
        if words is not None:
            moved["words"] = _apart(fused, self.joined(self.answer(voice, face).fused, None))
        if face is not None:
            moved["face"] = _apart(fused, self.joined(self.answer(voice, None).fused, words))
        total = sum(moved.values())
        if total == 0:
            return {"voice": 1.0, "words": 0.0, "face": 0.0}
        return {stream: round(distance / total, 4) for stream, distance in moved.items()}

    def _scores(self, scores: Tensor) -> EmotionScores:
        exact = scores.double()
        return dict(zip(self.labels, (exact / exact.sum()).tolist(), strict=True))


def joined(fused: Tensor, words: Tensor | None, weight: float, labels: Sequence[str]) -> Tensor:
    """Logits (…, labels) and words' scores (…, labels), pooled log-linearly, to scores (…, labels).

    Words count by `weight` times how far they are from neutral, and from what folds into it.
    """
    if words is None:
        return fused.softmax(dim=-1)
    plain = torch.tensor([MERGED.get(label, label) == NEUTRAL for label in labels])
    speak = 1.0 - words[..., plain].sum(dim=-1, keepdim=True)
    return (fused + weight * speak * words.clamp_min(1e-6).log()).softmax(dim=-1)


def in_labels(scores: Tensor, own: Sequence[str], labels: Sequence[str]) -> Tensor:
    """Scores (texts, own) in other labels, as `FaceVoiceModel.in_own_labels` says: (texts, labels)."""
    sources = [MERGED.get(label, label) if label not in own else label for label in labels]
    even = torch.full((len(scores),), 1 / len(labels)).to(scores)
    columns = [scores[:, own.index(name)] / sources.count(name) if name in own else even for name in sources]
    told = torch.stack(columns, dim=1)
    return told / told.sum(dim=1, keepdim=True)


def moments(there: int, wanted: int) -> np.ndarray:
    """The numbers of `wanted` evenly spaced ones among those that are there."""
    return np.linspace(0, there - 1, wanted).round().astype(int)


def face_voice_net(labels: int, architecture: Mapping[str, Any], state: Mapping[str, Tensor]) -> FaceVoiceNet:
    """A network of its weights."""
    net = FaceVoiceNet(labels, **{name: architecture[name] for name in ("fusion", "num_heads", "pool_stride")})
    net.load_state_dict({name: own.float() if own.is_floating_point() else own for name, own in state.items()})
    return net.eval()


def _words(folder: Path, card: Card) -> Words | None:
    architecture = card["architecture"]
    model = architecture["words_of"]
    if model is None:
        return None
    state = shared_state(folder, model, sha256=architecture["words_sha256"], of=card["id"])
    return Words.of(read_card(beside(folder, model)), state)


def _apart(one: Tensor, other: Tensor) -> float:
    """How far two answers lie apart, 0 to 1."""
    return float((one - other).abs().sum() / 2)


def _sure(asr_confidence: float | None) -> bool:
    return asr_confidence is not None and asr_confidence >= LOW_ASR_CONFIDENCE


def _part(state: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): tensor for name, tensor in state.items() if name.startswith(prefix)}
