"""OpenAI's checkpoint in CTranslate2's form: the same network and the same tokens."""

from pathlib import Path

import ctranslate2
import numpy as np
import pytest
import torch
import whisper
from tokenizers import Tokenizer
from whisper.tokenizer import get_tokenizer

from recognition.engine.asr.ctranslate2_conversion import convert
from recognition.engine.testing import noise

TINY_WHISPER = Path(__file__).parents[2] / "fixtures" / "tiny-whisper.pt"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return convert(TINY_WHISPER, tmp_path_factory.mktemp("converted") / "tiny")


def test_the_encoder_computes_the_same(folder: Path) -> None:
    mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(noise(3.0)))[None]
    converted = ctranslate2.models.Whisper(str(folder), device="cpu", compute_type="float32")
    theirs = np.array(converted.encode(ctranslate2.StorageView.from_array(mel.numpy())))
    with torch.no_grad():
        ours = whisper.load_model(str(TINY_WHISPER), device="cpu").encoder(mel).numpy()
    assert np.allclose(theirs, ours, atol=2e-3)


@pytest.mark.parametrize(
    "text", ["Kids are talking by the door.", " don't — we'll, 12345", "Zażółć gęślą jaźń", "你好，世界", "🎉\n\t x"]
)
def test_text_becomes_the_same_tokens(folder: Path, text: str) -> None:
    theirs = Tokenizer.from_file(str(folder / "tokenizer.json"))
    ours = get_tokenizer(True)
    assert theirs.encode(text, add_special_tokens=False).ids == ours.encode(text)
    assert theirs.decode(ours.encode(text)) == text


def test_special_tokens_have_the_same_numbers(folder: Path) -> None:
    theirs = Tokenizer.from_file(str(folder / "tokenizer.json"))
    ours = get_tokenizer(True)
    assert theirs.token_to_id("<|startoftranscript|>") == ours.sot
    assert theirs.token_to_id("<|pl|>") == ours.to_language_token("pl")
    assert theirs.token_to_id("<|notimestamps|>") == ours.no_timestamps
    assert theirs.token_to_id("<|0.00|>") == ours.timestamp_begin


def test_nothing_is_left_of_a_conversion_that_failed(tmp_path: Path) -> None:
    broken = tmp_path / "broken.pt"
    torch.save({"dims": {}, "model_state_dict": {}}, broken)
    with pytest.raises(TypeError):
        convert(broken, tmp_path / "models" / "broken")
    assert not (tmp_path / "models").exists() or list((tmp_path / "models").iterdir()) == []
