"""`voice-words`: VGGish or a speech encoder on the voice, BERT on the words, fused; or the voice alone."""

import time
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, Self, cast

import torch
import torch.nn.functional as F
from safetensors.torch import load, load_file, save
from torch import Tensor

from recognition.engine.explain import explain
from recognition.engine.features.base import frames_of, frames_per_s, open_extractor
from recognition.engine.features.bert import Bert, minilm_embeddings, minilm_shape
from recognition.engine.features.vggish import VGGish
from recognition.engine.features.vggish_int8 import eight_bit, has_eight_bits
from recognition.engine.fusion.base import NO_OFFSET, Hearing, Offset, Reading
from recognition.engine.fusion.branches import BranchOutput, VoiceBranch, WordsBranch, WordsTokenizer
from recognition.engine.fusion.cards import Card, read_card, verified_weights
from recognition.engine.fusion.doubt import Doubt
from recognition.engine.fusion.fusions import Fusion, context, open_fusion
from recognition.engine.fusion.linear_int8 import has_dot_products
from recognition.engine.fusion.sentence_encoder import SentenceEncoder
from recognition.engine.fusion.shared import beside
from recognition.engine.fusion.speaker import no_less
from recognition.engine.fusion.windows import windows
from recognition.engine.labels import NEUTRAL
from recognition.engine.types import EmotionScores, Explanation, Quality, Scores


class Doubted(NamedTuple):
    """By how much a segment's scores are flattened, and whether its voice is unfamiliar."""

    factor: float
    unfamiliar: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the branches make of one segment by itself, calibrated for clean sound, and what the fusion is told beside."""

    voice: BranchOutput
    words: BranchOutput | None
    context: list[float]
    doubt: Doubted

    def to_bytes(self) -> bytes:
        """Every number as it is."""
        branches = {"voice": self.voice, "words": self.words}
        beside = [*self.context, self.doubt.factor, float(self.doubt.unfamiliar)]
        return save(
            {
                f"{branch}.{name}": tensor.contiguous()
                for branch, output in branches.items()
                if output is not None
                for name, tensor in output._asdict().items()
                if tensor is not None
            }
            | {"beside": torch.tensor(beside, dtype=torch.float64)}
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "Evidence":
        """Read back what `to_bytes` wrote."""
        tensors = load(data)
        *context, factor, unfamiliar = tensors["beside"].tolist()
        words = _part(tensors, "words.")
        return cls(
            voice=BranchOutput(**_part(tensors, "voice.")),
            words=BranchOutput(**words) if words else None,
            context=context,
            doubt=Doubted(factor, bool(unfamiliar)),
        )


class VoiceWordsModel:
    """A loaded checkpoint. Its branches' logits are divided by the temperatures on the card, so softmax is calibrated.

    `reader` and `fusion` are None in a model that was trained on voices alone. `models_dir` is where its extractor finds
    weights, for evaluation: in an analysis the speech engine has done their work.
    """

    def __init__(
        self,
        card: Card,
        voice: VoiceBranch,
        reader: "Reader | None",
        fusion: Fusion | None,
        *,
        models_dir: Path | None = None,
    ) -> None:
        self.card = card
        self.labels: tuple[str, ...] = tuple(card["labels"])
        self.temperature: dict[str, float] = card["calibration"]["temperature"]
        self.voice_branch, self.reader, self.fusion = voice.eval(), reader, fusion
        # A fusion of embeddings has no place for logits that are the speaker's.
        self.baseline = None if card["architecture"]["fusion"] == "concat" else voice.baseline
        doubt = card["calibration"].get("doubt")
        self.doubts = None if doubt is None else Doubt(doubt["familiar_until"], doubt["weights"])
        architecture = card["architecture"]
        arguments = architecture.get("features_arguments", {})
        self.extract = open_extractor(architecture["features"], models_dir=models_dir, **arguments)
        self.frames_per_s = frames_per_s(self.extract)

    @classmethod
    def load(cls, folder: Path, *, models_dir: Path | None = None) -> Self:
        """Read a checkpoint; its fusion may stand on the branches of another one, named on its card.

        Raises:
            ModelUnavailableError: when a weights file is missing or not what its card says.
        """
        card = read_card(folder)
        state = load_file(verified_weights(folder))
        if shared := card["architecture"].get("branches_of"):
            base = load_file(verified_weights(beside(folder, shared)))
            state |= {name: tensor for name, tensor in base.items() if not name.startswith("fusion.")}
        voice = VoiceBranch.of_state(_part(state, "voice."))
        if card["architecture"]["words"] is None:
            return cls(card, voice, None, None, models_dir=models_dir)
        reader = Reader.load(card, state)
        fusion = open_fusion(card["architecture"]["fusion"], len(card["labels"]), reader.dim)
        fusion.load_state_dict(_part(state, "fusion."))
        return cls(card, voice, reader, cast(Fusion, fusion.eval()), models_dir=models_dir)

    @classmethod
    def for_analyses(cls, folder: Path) -> Self:
        """As `load`, with the voice's convolutions and what reads words in 8 bits where the processor has them: what that
        loses is on the card.

        Raises:
            ModelUnavailableError: as `load`.
        """
        model = cls.load(folder)
        trunk = model.voice_branch.trunk
        if isinstance(trunk, VGGish) and has_eight_bits():
            trunk.convolutions = eight_bit(trunk.convolutions)
        if has_dot_products():
            model.reader = model.eight_bit_reader()
        return model

    def eight_bit_reader(self) -> "Reader | None":
        """The words branch in 8 bits; as it is where embeddings are fused, whose small differences become other answers."""
        if self.reader is None or self.card["architecture"]["fusion"] == "concat":
            return self.reader
        return self.reader.in_eight_bits()

    def covers(self, language: str) -> bool:
        return language in self.card["architecture"]["languages"]

    def read(self, hearing: Hearing) -> Reading:
        """Scores of one segment; words are None without words or in a language that the branch was not trained on."""
        return next(self.read_all([hearing]))

    def read_all(self, hearings: Sequence[Hearing]) -> Iterator[Reading]:
        """The same of each. All words are read at once, then one voice after another is heard."""
        begin = time.perf_counter()
        with torch.inference_mode():
            words = self.understood([hearing.text if self.covers(hearing.language) else "" for hearing in hearings])
        words_s = (time.perf_counter() - begin) / len(hearings)
        for hearing, understood in zip(hearings, words, strict=True):
            with torch.inference_mode():
                reading = self._read(hearing, understood)
            yield replace(reading, seconds={**reading.seconds, "words": words_s})

    def _read(self, hearing: Hearing, words: BranchOutput | None) -> Reading:
        begin = time.perf_counter()
        voice = self.hear(frames_of(self.extract, hearing.samples, hearing.encoder))
        seconds = time.perf_counter() - begin
        evidence = self._evidence(voice, words, hearing.asr_confidence, hearing.quality, hearing.duration_s)
        reading = self._reading(evidence, None)
        return replace(reading, seconds={**reading.seconds, "voice": seconds})

    def offset(self, readings: Sequence[Reading]) -> Offset | None:
        """The speaker's, from all of that speaker's segments; None for a model without a baseline."""
        offset = self.speaker_offset([cast(Evidence, reading.evidence) for reading in readings])
        return None if offset is None else dict(zip(self.labels, (round(x, 4) for x in offset.tolist()), strict=True))

    def against(self, reading: Reading, offset: Offset) -> Reading:
        """The segment read again, against its speaker's offset."""
        with torch.inference_mode():
            return self._reading(cast(Evidence, reading.evidence), self.offset_tensor(offset))

    def kept(self, reading: Reading) -> bytes:
        """The evidence of a reading, about 6 kB."""
        return cast(Evidence, reading.evidence).to_bytes()

    def recalled(self, kept: bytes) -> Reading:
        """The reading that this evidence gives."""
        with torch.inference_mode():
            return self._reading(Evidence.from_bytes(kept), None)

    def explain(
        self, hearing: Hearing, *, words: Sequence[str], label: str, start_s: float, offset: Offset = NO_OFFSET
    ) -> Explanation:
        """What the answer `label` rests on, by taking parts of the segment away."""
        return explain(self, hearing, words=words, label=label, start_s=start_s, offset=offset)

    def evidence_of(self, hearing: Hearing, voice: BranchOutput) -> "Evidence":
        """What both branches make of a segment by itself; `voice` is what `pool` made of it."""
        return self.evidence(
            voice,
            text=hearing.text if self.covers(hearing.language) else "",
            asr_confidence=hearing.asr_confidence,
            quality=hearing.quality,
            duration_s=hearing.duration_s,
        )

    def evidence(
        self, voice: BranchOutput, *, text: str, asr_confidence: float | None, quality: Quality, duration_s: float
    ) -> "Evidence":
        """The same from what is known of the segment.

        Args:
            voice: as `hear` gives it.
            text: its words; empty where there are none, or none that the words branch covers.
        """
        return self._evidence(voice, self.understood([text])[0], asr_confidence, quality, duration_s)

    def _evidence(
        self,
        voice: BranchOutput,
        words: BranchOutput | None,
        asr_confidence: float | None,
        quality: Quality,
        duration_s: float,
    ) -> "Evidence":
        return Evidence(
            voice=voice,
            words=words,
            context=context(asr_confidence=asr_confidence or 0.0, snr_db=quality.snr_db, duration_s=duration_s),
            doubt=self.doubt(voice, quality, duration_s),
        )

    def judge(self, evidence: "Evidence", offset: Tensor | None = None) -> tuple[BranchOutput, Tensor, Tensor]:
        """Voice as it counts, fused logits (1, labels) and stream weights (1, 2); against the speaker's `offset` if given."""
        voice = self.counting(evidence.voice, evidence.doubt.factor, offset)
        return voice, *self.fuse(voice, evidence.words, [evidence.context])

    def counting(self, voice: BranchOutput, factor: float, offset: Tensor | None) -> BranchOutput:
        """Calibrated output (segments, …) against the speaker's offset, if there is one, and with its doubt.

        What a segment by itself reads as neutral stays as neutral: no emotion comes of how somebody plain always sounds.
        """
        logits = voice.logits
        if offset is not None and self.baseline is not None and voice.pooled is not None:
            against = self.baseline.against(logits, self.baseline(voice.pooled), offset) / self.temperature["baseline"]
            logits = no_less(against, logits, self.labels.index(NEUTRAL)) if NEUTRAL in self.labels else against
        return voice._replace(logits=logits / factor)

    def doubt(self, voice: BranchOutput, quality: Quality, duration_s: float) -> "Doubted":
        """By how much to flatten a segment's scores, and whether its voice is unlike those that the model knows."""
        if self.doubts is None or self.voice_branch.familiarity is None:
            return Doubted(1.0, False)
        distance = float(self.voice_branch.familiarity(voice.embedding)[0])
        factor = self.doubts.factor(self.doubts.causes(distance, quality, duration_s))
        return Doubted(factor, self.doubts.unfamiliar(distance))

    def speaker_offset(self, evidence: Sequence["Evidence"]) -> Tensor | None:
        """The offset, (labels,), of the speaker of these segments; None for a model without a baseline."""
        if self.baseline is None or not evidence:
            return None
        with torch.inference_mode():
            own = torch.cat([each.voice.logits for each in evidence])
            pooled = torch.cat([cast(Tensor, each.voice.pooled) for each in evidence])
            return self.baseline.offset(own, self.baseline(pooled))

    def offset_tensor(self, offset: Offset) -> Tensor | None:
        """An offset by label as (labels,); None for the empty one."""
        return torch.tensor([offset[label] for label in self.labels]) if offset else None

    def hear(self, frames: Tensor) -> BranchOutput:
        """Frames (frames, dim) -> output of one segment, calibrated for clean sound, (1, …): the mean over its windows."""
        return self.pool(self.voice_branch(self.windows(frames.float())))

    def windows(self, frames: Tensor) -> Tensor:
        """The pieces of a segment that the voice branch hears, (windows, length, dim)."""
        return windows(frames, self.frames_per_s)

    def pool(self, heard: BranchOutput) -> BranchOutput:
        """The voice branch's output of a segment's windows, (windows, …) -> calibrated output of the segment, (1, …)."""
        pooled = BranchOutput(*(part.mean(dim=0, keepdim=True) for part in heard if part is not None))
        return pooled._replace(logits=pooled.logits / self.temperature["voice"])

    def understand(self, texts: list[str]) -> BranchOutput:
        """Texts -> calibrated output, (texts, …). Only for a model that covers a language."""
        if self.reader is None:
            raise ValueError(f"{self.card['id']} has no words branch")
        output = self.reader(texts)
        return BranchOutput(output.embedding, output.logits / self.temperature["words"])

    def understood(self, texts: Sequence[str]) -> list[BranchOutput | None]:
        """What `understand` makes of each text, (1, …); None of an empty one."""
        there = [text for text in texts if text]
        read = iter(_apart(self.understand(there))) if there else iter(())
        return [next(read) if text else None for text in texts]

    def fuse(
        self, voice: BranchOutput, words: BranchOutput | None, contexts: list[list[float]]
    ) -> tuple[Tensor, Tensor]:
        """Calibrated fused logits (batch, labels) and stream weights (batch, 2); without words, fused is voice."""
        batch = voice.logits.shape[0]
        if words is None or self.fusion is None:
            return voice.logits, torch.tensor([[1.0, 0.0]]).expand(batch, 2)
        output = self.fusion(voice, words, torch.tensor(contexts), torch.ones(batch))
        return output.logits / self.temperature["fused"], output.weights

    def _reading(self, evidence: "Evidence", offset: Tensor | None) -> Reading:
        begin = time.perf_counter()
        voice, fused, weights = self.judge(evidence, offset)
        return Reading(
            scores=Scores(
                voice=self._scores(voice.logits[0]),
                words=self._scores(evidence.words.logits[0]) if evidence.words else None,
                fused=self._scores(fused[0]),
            ),
            weights={"voice": round(float(weights[0, 0]), 4), "words": round(float(weights[0, 1]), 4)},
            seconds={"fusion": time.perf_counter() - begin},
            unfamiliar=evidence.doubt.unfamiliar,
            evidence=evidence,
        )

    def _scores(self, logits: Tensor) -> EmotionScores:
        return dict(zip(self.labels, logits.double().softmax(dim=0).tolist(), strict=True))


class Reader:
    """The words branch and its tokeniser: texts -> output, (texts, …).

    Args:
        state: weights by the names of `WordsBranch`.
        published: the encoder that they are of; None is the packaged MiniLM.
        max_tokens: of a text; what is beyond is not read.
    """

    def __init__(self, state: Mapping[str, Tensor], published: Bert | None, max_tokens: int) -> None:
        shape = minilm_shape() if published is None else published.shape
        self.dim: int = shape["hidden_size"]
        self.tokenize = WordsTokenizer(max_tokens)
        self.encode = SentenceEncoder(_part(state, "encoder."), shape)
        self._state, self._published = state, published

    @classmethod
    def load(cls, card: Card, state: Mapping[str, Tensor]) -> Self:
        """That of a checkpoint."""
        published = Bert.of_card(card["architecture"].get("words_encoder"))
        packaged = {} if published else {f"encoder.{name}": part for name, part in minilm_embeddings().items()}
        return cls(packaged | _part(state, "words."), published, card["architecture"]["max_tokens"])

    def __call__(self, texts: list[str]) -> BranchOutput:
        rows = [ids[kept.bool()] for ids, kept in zip(*self.tokenize(texts), strict=True)]
        embedding = torch.stack([states.mean(dim=0) for states in self.encode(rows)])
        head = self._state["head.weight"], self._state["head.bias"]
        return BranchOutput(embedding, torch.cat([F.linear(row[None], *head) for row in embedding]))

    def in_eight_bits(self) -> "Reader":
        """The same with the encoder's linear layers in 8 bits."""
        variant = copy(self)
        variant.encode = self.encode.in_eight_bits()
        return variant

    @cached_property
    def branch(self) -> WordsBranch:
        """The same as the network that is trained and judged; reading does without, and so without importing transformers."""
        with torch.inference_mode(False):
            branch = WordsBranch(len(self._state["head.bias"]), published=self._published)
            branch.load_state_dict(self._state, strict=False)  # the packaged encoder has a buffer of positions, too
        return branch.eval()


def _apart(output: BranchOutput) -> list[BranchOutput]:
    """A branch's output of words, (texts, …), as one of each, (1, …)."""
    return [
        BranchOutput(*each)
        for each in zip(torch.split(output.embedding, 1), torch.split(output.logits, 1), strict=True)
    ]


def _part(state: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): tensor.float() if tensor.is_floating_point() else tensor
        for name, tensor in state.items()
        if name.startswith(prefix)
    }
