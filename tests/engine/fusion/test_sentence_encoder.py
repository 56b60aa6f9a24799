"""Sentences beside each other, as the shipped model reads them."""

import sys

import pytest
import torch

from recognition.engine.fusion.branches import BranchOutput
from recognition.engine.fusion.cards import CHECKPOINTS_DIR
from recognition.engine.fusion.voice_words import Reader, VoiceWordsModel

TEXTS = [
    "No.",
    "What a wonderful day it was, and how glad I am that we all went there together in the end",
    "Kids are talking by the door",
    "a " * 100,  # longer than the model reads
    "I hate this",
]


@pytest.fixture(scope="module")
def reader() -> Reader:
    loaded = VoiceWordsModel.load(CHECKPOINTS_DIR / "voice-words").reader
    assert loaded is not None
    return loaded


@torch.inference_mode()
def test_texts_are_read_as_by_the_published_program(reader: Reader) -> None:
    ours: BranchOutput = reader(TEXTS)
    theirs: BranchOutput = reader.branch(*reader.tokenize(TEXTS))
    torch.testing.assert_close(ours.embedding, theirs.embedding, atol=1e-5, rtol=0)
    torch.testing.assert_close(ours.logits, theirs.logits, atol=1e-4, rtol=0)


@pytest.mark.parametrize("eight_bits", [False, True])
@torch.inference_mode()
def test_a_text_reads_the_same_to_the_last_digit_whatever_is_beside_it(reader: Reader, eight_bits: bool) -> None:
    """A run that goes on, and a correction, read texts in other company than the first run did."""
    reader = reader.in_eight_bits() if eight_bits else reader
    together = reader(TEXTS)
    for place, text in enumerate(TEXTS):
        alone = reader([text])
        assert torch.equal(alone.embedding[0], together.embedding[place])
        assert torch.equal(alone.logits[0], together.logits[place])


@torch.inference_mode()
def test_in_eight_bits_texts_read_nearly_the_same(reader: Reader) -> None:
    whole, eighth = (each(TEXTS).logits.softmax(dim=1) for each in (reader, reader.in_eight_bits()))
    torch.testing.assert_close(eighth, whole, atol=0.03, rtol=0)


@torch.inference_mode()
def test_analyses_read_without_importing_transformers(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes longer to import than everything else that a worker needs for its first result."""
    monkeypatch.setitem(sys.modules, "transformers", None)
    fresh = VoiceWordsModel.load(CHECKPOINTS_DIR / "voice-words")
    assert torch.equal(fresh.understand(TEXTS[:1]).embedding, reader(TEXTS[:1]).embedding)
