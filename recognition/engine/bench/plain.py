"""The plain way, as a competent script has it: the whole file at once, then window by window, sentence by sentence.

OpenAI's Whisper on the whole sound; VGGish on one 3-s window after another and BERT on one sentence after another, in 32-bit
floats and PyTorch's own memory order; a perceptron on both embeddings. Weights and windows are those of the shipped
`voice-words-concat`, so what it says of a sentence is what that model says.
"""

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
import torch
from torch import Tensor, nn

from recognition.engine.bench.recordings import Sentence
from recognition.engine.features.base import frames_of
from recognition.engine.features.log_mel import WINDOW_SAMPLES
from recognition.engine.features.vggish import VGGish
from recognition.engine.fusion.branches import BranchOutput
from recognition.engine.fusion.cards import checkpoint_folder
from recognition.engine.fusion.fusions import context
from recognition.engine.fusion.voice_words import Reader, VoiceWordsModel
from recognition.engine.fusion.windows import windows
from recognition.engine.media import SAMPLE_RATE_HZ
from recognition.engine.types import Word

MODEL = "voice-words-concat"
PLAIN_SNR_DB = 20.0  # such a script measures none
BEAM = 5  # as the command `whisper` has it, and as ours searches


@dataclass(slots=True)
class Read:
    """Scores (labels,) of each sentence, and the seconds that each stage took."""

    scores: list[Tensor]
    seconds: Mapping[str, float] = field(default_factory=dict)


class PlainPipeline:
    """A script with its models loaded.

    Args:
        whisper: OpenAI's model, loaded; None where words are given.
    """

    def __init__(self, whisper: Any = None) -> None:
        self.model = VoiceWordsModel.load(checkpoint_folder(MODEL))
        trunk = cast(VGGish, self.model.voice_branch.trunk)
        self.convolutions = cast(nn.Module, deepcopy(trunk.convolutions).to(memory_format=torch.contiguous_format))
        self.whisper = whisper

    @torch.inference_mode()
    def run(self, path: Path, sentences: Sequence[Sentence]) -> Read:
        """Read a file; `sentences` are what is said in it, where there is no Whisper to ask."""
        seconds: dict[str, float] = defaultdict(float)
        begin = time.perf_counter()
        samples = _decoded(path)
        seconds["decode"] = time.perf_counter() - begin
        if self.whisper is not None:
            start = time.perf_counter()
            heard = _transcribed(self.whisper, samples)
            sentences = [each for each in heard if len(_cut(samples, each)) >= WINDOW_SAMPLES]
            seconds["asr"] = time.perf_counter() - start
        scores = [self._read(_cut(samples, sentence), sentence, seconds) for sentence in sentences]
        seconds["total"] = time.perf_counter() - begin
        return Read(scores, seconds)

    def _read(self, samples: np.ndarray, sentence: Sentence, seconds: dict[str, float]) -> Tensor:
        start = time.perf_counter()
        voice = self.hear(samples)
        heard = time.perf_counter()
        words = self.understand(sentence.text)
        understood = time.perf_counter()
        beside = context(
            asr_confidence=float(np.mean([word.probability for word in sentence.words] or [0.0])),
            snr_db=PLAIN_SNR_DB,
            duration_s=sentence.end_s - sentence.start_s,
        )
        logits, _ = self.model.fuse(voice, words, [beside])
        seconds["voice"] += heard - start
        seconds["words"] += understood - heard
        seconds["fusion"] += time.perf_counter() - understood
        return logits[0].softmax(dim=0)

    def hear(self, samples: np.ndarray) -> BranchOutput:
        """A sentence's sound -> output of the voice, (1, …): one window after another."""
        cut = windows(frames_of(self.model.extract, samples, None))
        return self.model.pool(_stacked([self._window(window) for window in cut]))

    def understand(self, text: str) -> BranchOutput:
        """A sentence's text -> output of the words, (1, …), by the `BertModel` of transformers."""
        reader = cast(Reader, self.model.reader)
        read: BranchOutput = reader.branch(*reader.tokenize([text]))
        return read._replace(logits=read.logits / self.model.temperature["words"])

    def _window(self, frames: Tensor) -> BranchOutput:
        """(frames, dim) -> output, (1, …)."""
        branch = self.model.voice_branch
        heard, states = frames[None, :, : branch.trunk.dim], frames[None, :, branch.trunk.dim :]
        maps = self.convolutions(heard[:, None].contiguous()).mean(dim=3)
        return branch.read(torch.cat([maps.mean(dim=2), maps.amax(dim=2)], dim=1), states)


def _stacked(outputs: Sequence[BranchOutput]) -> BranchOutput:
    return BranchOutput(*(torch.cat(list(cast(Sequence[Tensor], parts))) for parts in zip(*outputs, strict=True)))


def _decoded(path: Path) -> np.ndarray:
    """All of a file's sound, float32 (samples,) at 16 kHz."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
    with av.open(str(path)) as container:
        frames = [frame for whole in container.decode(audio=0) for frame in resampler.resample(whole)]
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray()[0] for frame in frames])


def _cut(samples: np.ndarray, sentence: Sentence) -> np.ndarray:
    return samples[round(sentence.start_s * SAMPLE_RATE_HZ) : round(sentence.end_s * SAMPLE_RATE_HZ)]


def _transcribed(whisper: Any, samples: np.ndarray) -> list[Sentence]:
    # Each window by itself, as ours hears them: what was said before would be up to 224 tokens more to read in each.
    heard = whisper.transcribe(
        samples,
        word_timestamps=True,
        condition_on_previous_text=False,
        fp16=False,
        verbose=None,
        beam_size=BEAM,
    )
    return [
        Sentence(float(segment["start"]), float(segment["end"]), tuple(map(_word, segment["words"])))
        for segment in heard["segments"]
        if segment["words"] and segment["end"] > segment["start"]
    ]


def _word(word: Mapping[str, Any]) -> Word:
    return Word(float(word["start"]), float(word["end"]), word["word"].strip(), float(word["probability"]))
