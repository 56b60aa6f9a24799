"""Published encoders of words: what the words branch can begin with, and what is refused."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from recognition.engine.errors import ModelUnavailableError
from recognition.engine.features.bert import FILES, SHAPE, bert, open_bert
from tests.engine.features.published_bert import CONFIG, write_bert


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_bert(tmp_path / "bert")


def test_weights_are_those_that_were_published_under_whatever_names(folder: Path) -> None:
    published, weights = open_bert(str(folder), None)
    assert published.shape == {key: CONFIG[key] for key in SHAPE}
    assert set(weights) == set(bert(published.shape).state_dict())
    stored = load_file(folder / FILES[2])
    assert torch.equal(weights["embeddings.LayerNorm.weight"], stored["bert.embeddings.LayerNorm.gamma"])


def _other_words(folder: Path) -> None:
    (folder / "vocab.txt").write_text("[PAD]\nbonjour\n")


def _another_kind(folder: Path) -> None:
    (folder / "config.json").write_text(json.dumps({**CONFIG, "model_type": "roberta"}))


def _another_size(folder: Path) -> None:
    (folder / "config.json").write_text(json.dumps({**CONFIG, "hidden_size": 64}))


def _another_activation(folder: Path) -> None:
    (folder / "config.json").write_text(json.dumps({**CONFIG, "hidden_act": "relu"}))


def _one_missing(folder: Path) -> None:
    weights = load_file(folder / FILES[2])
    del weights["bert.embeddings.word_embeddings.weight"]
    save_file(weights, folder / FILES[2])


def _cut_off(folder: Path) -> None:
    whole = (folder / FILES[2]).read_bytes()
    (folder / FILES[2]).write_bytes(whole[: len(whole) // 2])


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (_other_words, "another vocabulary"),
        (_another_kind, "of the kind roberta"),
        (_another_size, "another shape"),
        (_another_activation, "relu, not in gelu"),
        (_one_missing, "lacks embeddings.word_embeddings.weight"),
        (_cut_off, "no BERT"),
        (shutil.rmtree, "is not here"),
    ],
)
def test_what_is_no_such_encoder_is_refused_by_name(
    damage: Callable[[Path], None], complaint: str, folder: Path
) -> None:
    damage(folder)
    with pytest.raises(ModelUnavailableError, match=complaint):
        open_bert(str(folder), None)
