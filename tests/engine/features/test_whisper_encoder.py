"""Hearing through Whisper's encoder, with the tiny Whisper of our own behind both engines."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
import whisper

from recognition.engine.asr.base import EncodingEngine, SpeechEngine, open_engine
from recognition.engine.asr.encoder_states import EncoderStates
from recognition.engine.asr.openai_whisper import OpenaiWhisper
from recognition.engine.config import EngineConfig
from recognition.engine.errors import ModelUnavailableError
from recognition.engine.features.base import frames_of, hears_through_encoder, open_extractor
from recognition.engine.features.log_mel import level, log_mel
from recognition.engine.features.states_trunk import StatesTrunk
from recognition.engine.features.vggish import EMBEDDING_DIM
from recognition.engine.features.whisper_encoder import WhisperEncoder
from recognition.engine.testing import noise, tone

TINY_WHISPER = Path(__file__).parents[2] / "fixtures" / "tiny-whisper.pt"
SOUND = np.concatenate([tone(1.2, frequency_hz=300.0), noise(0.8)])


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> EngineConfig:
    models_dir = tmp_path_factory.mktemp("models")
    return EngineConfig(models_dir=models_dir, whisper_model=str(TINY_WHISPER), allow_downloads=False)


def _told(engine: SpeechEngine, offset_s: float = 0.0) -> EncoderStates:
    told: list[EncoderStates] = []
    engine.transcribe(SOUND, language="en", offset_s=offset_s, on_states=told.append)
    assert len(told) == 1
    return told[0]


def test_frames_are_the_encoders_own_output_for_the_sound_alone() -> None:
    model = whisper.load_model(str(TINY_WHISPER), device="cpu")
    spectrogram = whisper.pad_or_trim(whisper.log_mel_spectrogram(SOUND, padding=480_000)[:, :200], 3000)
    with torch.no_grad():
        expected = model.embed_audio(spectrogram[None])[0]
    frames = WhisperEncoder(str(TINY_WHISPER))(SOUND)
    assert frames.shape == (100, model.dims.n_audio_state)
    assert torch.allclose(frames, expected[:100], atol=1e-4)


@pytest.mark.parametrize(("name", "tolerance"), [("openai-whisper", 1e-3), ("faster-whisper", 0.05)])
def test_transcribing_tells_the_states_that_encoding_gives(name: str, tolerance: float, config: EngineConfig) -> None:
    """Those of faster-whisper are of 8-bit weights."""
    states = _told(open_engine(name, config), offset_s=7.0)
    ours = WhisperEncoder(str(TINY_WHISPER))(SOUND).numpy()
    assert (states.model, states.start_s, states.states.shape) == ("tiny-whisper", 7.0, ours.shape)
    assert np.abs(states.states - ours).mean() < tolerance * np.abs(ours).mean()


def test_pocketsphinx_has_no_states(config: EngineConfig) -> None:
    told: list[EncoderStates] = []
    open_engine("pocketsphinx", config).transcribe(SOUND, language="en", offset_s=0.0, on_states=told.append)
    assert told == []


def test_no_second_pass_where_the_engine_has_encoded(config: EngineConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    states = _told(open_engine("openai-whisper", config))
    monkeypatch.setattr(OpenaiWhisper, "encode", lambda *_: pytest.fail("a second pass"))
    extract = open_extractor("whisper-encoder", whisper=str(TINY_WHISPER))
    assert torch.equal(frames_of(extract, SOUND, states), torch.from_numpy(states.states))


def test_states_of_another_whisper_are_not_taken(config: EngineConfig) -> None:
    other = replace(_told(open_engine("openai-whisper", config)), model="large-v3")
    extract = open_extractor("whisper-encoder", whisper=str(TINY_WHISPER))
    assert torch.equal(frames_of(extract, SOUND, other), extract(SOUND))


def test_without_states_and_weights_the_way_out_is_named() -> None:
    with pytest.raises(ModelUnavailableError, match="choose a Whisper engine"):
        frames_of(open_extractor("whisper-encoder", whisper="base"), SOUND, None)


def test_other_extractors_hear_the_levelled_sound() -> None:
    assert torch.equal(frames_of(open_extractor("log-mel"), SOUND, None), log_mel(level(SOUND)))


def test_more_than_a_window_is_encoded_in_parts() -> None:
    assert len(WhisperEncoder(str(TINY_WHISPER))(noise(31.0))) == 31 * 50


def test_a_segment_gets_the_states_of_its_own_time() -> None:
    numbered = np.arange(100, dtype=np.float32)[:, None]
    part = EncoderStates("base", 10.0, numbered).within(10.5, 11.0)
    assert part.start_s == 10.5
    assert part.states[:, 0].tolist() == list(range(25, 50))
    assert len(EncoderStates("base", 10.0, numbered).within(9.0, 30.0).states) == 100


def test_the_trunk_makes_an_embedding_of_any_length() -> None:
    trunk = StatesTrunk(24).eval()
    for length in (1, 75):
        assert trunk(torch.randn(2, length, 24)).shape == (2, EMBEDDING_DIM)


@pytest.mark.parametrize("name", ["openai-whisper", "faster-whisper"])
def test_hearing_without_writing_down_gives_the_same_states(name: str, config: EngineConfig) -> None:
    engine = open_engine(name, config)
    assert isinstance(engine, EncodingEngine)
    again = engine.encode(SOUND)
    assert again.model == "tiny-whisper"
    assert np.abs(again.states - _told(engine).states).max() < 1e-3


def test_pocketsphinx_cannot_encode(config: EngineConfig) -> None:
    assert not isinstance(open_engine("pocketsphinx", config), EncodingEngine)


@pytest.mark.parametrize(("name", "through"), [("log-mel", False), ("whisper-encoder", True)])
def test_it_is_known_which_features_need_an_encoder(name: str, through: bool) -> None:
    assert hears_through_encoder(name) is through
