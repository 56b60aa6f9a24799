"""`voice-words`: VGGish or a speech encoder on the voice, BERT on the words, fused; or the voice alone."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self, cast

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from recognition.engine.explain import explain
from recognition.engine.features.base import frames_of, frames_per_s, open_extractor
from recognition.engine.fusion.base import Hearing, Reading
from recognition.engine.fusion.branches import BranchOutput, VoiceBranch, WordsBranch, WordsTokenizer
from recognition.engine.fusion.cards import CHECKPOINTS_DIR, Card, read_card, verified_weights
from recognition.engine.fusion.fusions import FUSIONS, Fusion, context
from recognition.engine.fusion.windows import windows
from recognition.engine.registry import resolve
from recognition.engine.types import EmotionScores, Explanation, Scores


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
        fusion: nn.Module = resolve(FUSIONS, card["architecture"]["fusion"], kind="model")(len(card["labels"]))
        fusion.load_state_dict(_part(state, "fusion."))
        return cls(card, voice, Reader.load(card, state), cast(Fusion, fusion.eval()), models_dir=models_dir)

    def covers(self, language: str) -> bool:
        return language in self.card["architecture"]["languages"]

    def read(self, hearing: Hearing) -> Reading:
        """Scores of one segment; words are None without words or in a language that the branch was not trained on."""
        begin = time.perf_counter()
        with torch.inference_mode():
            voice = self.hear(frames_of(self.extract, hearing.samples, hearing.encoder))
            heard = time.perf_counter()
            text = hearing.text if self.covers(hearing.language) else ""
            words = self.understand([text]) if text else None
            understood = time.perf_counter()
            fused, weights = self.fuse(voice, words, [self.context(hearing)])
        return Reading(
            scores=Scores(
                voice=self._scores(voice.logits[0]),
                words=self._scores(words.logits[0]) if words else None,
                fused=self._scores(fused[0]),
            ),
            weights={"voice": round(float(weights[0, 0]), 4), "words": round(float(weights[0, 1]), 4)},
            seconds={"voice": heard - begin, "words": understood - heard, "fusion": time.perf_counter() - understood},
        )

    def explain(self, hearing: Hearing, *, words: Sequence[str], label: str, start_s: float) -> Explanation:
        """What the answer `label` rests on, by taking parts of the segment away."""
        return explain(self, hearing, words=words, label=label, start_s=start_s)

    def hear(self, frames: Tensor) -> BranchOutput:
        """Frames (frames, dim) -> calibrated output of one segment, (1, …): the mean over its windows."""
        return self.pool(self.voice_branch(self.windows(frames.float())))

    def windows(self, frames: Tensor) -> Tensor:
        """The pieces of a segment that the voice branch hears, (windows, length, dim)."""
        return windows(frames, self.frames_per_s)

    def pool(self, heard: BranchOutput) -> BranchOutput:
        """The voice branch's output of a segment's windows, (windows, …) -> calibrated output of the segment, (1, …)."""
        embedding, logits = heard.embedding.mean(dim=0, keepdim=True), heard.logits.mean(dim=0, keepdim=True)
        return BranchOutput(embedding, logits / self.temperature["voice"])

    def understand(self, texts: list[str]) -> BranchOutput:
        """Texts -> calibrated output, (texts, …). Only for a model that covers a language."""
        if self.reader is None:
            raise ValueError(f"{self.card['id']} has no words branch")
        output = self.reader(texts)
        return BranchOutput(output.embedding, output.logits / self.temperature["words"])

    def fuse(
        self, voice: BranchOutput, words: BranchOutput | None, contexts: list[list[float]]
    ) -> tuple[Tensor, Tensor]:
        """Calibrated fused logits (batch, labels) and stream weights (batch, 2); without words, fused is voice."""
        batch = voice.logits.shape[0]
        if words is None or self.fusion is None:
            return voice.logits, torch.tensor([[1.0, 0.0]]).expand(batch, 2)
        output = self.fusion(voice, words, torch.tensor(contexts), torch.ones(batch))
        return output.logits / self.temperature["fused"], output.weights

    def context(self, hearing: Hearing) -> list[float]:
        """What the gate is told of a segment beside its streams."""
        return context(
            asr_confidence=hearing.asr_confidence or 0.0,
            snr_db=hearing.quality.snr_db,
            duration_s=hearing.duration_s,
        )

    def _scores(self, logits: Tensor) -> EmotionScores:
        return dict(zip(self.labels, logits.double().softmax(dim=0).tolist(), strict=True))


class Reader:
    """The words branch and its tokeniser: texts -> output, (texts, …)."""

    def __init__(self, branch: WordsBranch, max_tokens: int) -> None:
        self.branch, self.tokenize = branch.eval(), WordsTokenizer(max_tokens)

    @classmethod
    def load(cls, card: Card, state: Mapping[str, Tensor]) -> Self:
        branch = WordsBranch(len(card["labels"]))
        branch.load_state_dict(_part(state, "words."), strict=False)  # the embedding table comes with its package
        return cls(branch, card["architecture"]["max_tokens"])

    def __call__(self, texts: list[str]) -> BranchOutput:
        output: BranchOutput = self.branch(*self.tokenize(texts))
        return output


def beside(folder: Path, model: str) -> Path:
    """The checkpoint `model` in the folder that the one in `folder` lies in, or else the shipped one."""
    sibling = folder.parent / model
    return sibling if sibling.is_dir() else CHECKPOINTS_DIR / model


def _part(state: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): tensor.float() if tensor.is_floating_point() else tensor
        for name, tensor in state.items()
        if name.startswith(prefix)
    }
