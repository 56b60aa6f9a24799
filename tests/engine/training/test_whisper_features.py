"""Training a voice on what Whisper's encoder hears, with the tiny Whisper of our own on a corpus made on the spot."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from recognition.engine import media
from recognition.engine.asr.base import EncodingEngine, open_engine
from recognition.engine.asr.encoder_states import EncoderStates
from recognition.engine.config import EngineConfig
from recognition.engine.datasets.ravdess import EMOTIONS
from recognition.engine.errors import EngineError, ModelUnavailableError
from recognition.engine.evaluation.evaluate import evaluate
from recognition.engine.features.states_trunk import StatesTrunk
from recognition.engine.features.whisper_encoder import WhisperEncoder
from recognition.engine.fusion.base import Hearing, Reading
from recognition.engine.fusion.cards import WEIGHTS, read_card, write_card
from recognition.engine.fusion.int8 import quantised
from recognition.engine.fusion.voice_words import VoiceWordsModel
from recognition.engine.pipeline import Pipeline, Request
from recognition.engine.reading import heard, known_speaker
from recognition.engine.testing import noise, tone, write_wav
from recognition.engine.training.recipe import Recipe, load_recipe
from recognition.engine.training.start import open_start
from recognition.engine.training.train import train
from recognition.engine.types import Quality, Segment, SpeakerBaseline, SpeechEngineInfo

TINY_WHISPER = Path(__file__).parents[2] / "fixtures" / "tiny-whisper.pt"
CLIP = Path(__file__).parents[3] / "frontend" / "public" / "samples" / "angry.mp3"
ACTORS = ("02", "03", "10")  # of the published fold 1: test, calibration, training
SOUND = tone(3.4, frequency_hz=300.0)
CLEAN = Quality(snr_db=20.0, clipping=0.0, speech_ratio=1.0)


def _recipe(whisper: str) -> Recipe:
    recipe = load_recipe("voice-words-whisper.toml")
    voice = replace(recipe.voice, corpora=("ravdess",), features_arguments={"whisper": whisper}, epochs=1)
    return replace(recipe, voice=voice, words=None, fusion=None)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for actor in ACTORS:
        (folder / "ravdess" / f"Actor_{actor}").mkdir(parents=True)
        for number in EMOTIONS:
            samples = tone(0.8, frequency_hz=150.0 * int(number)) + noise(0.8, level=0.01, seed=int(actor))
            write_wav(folder / "ravdess" / f"Actor_{actor}" / f"03-01-{number}-01-01-01-{actor}.wav", samples)
    return folder


@pytest.fixture(scope="module")
def checkpoint(data: Path) -> Path:
    return train(_recipe(str(TINY_WHISPER)), data=data, out=data / "out", report=lambda _: None)


@pytest.fixture(scope="module")
def model(checkpoint: Path) -> VoiceWordsModel:
    return VoiceWordsModel.load(checkpoint)


def _hearing(encoder: EncoderStates | None = None) -> Hearing:
    return Hearing(SOUND, "", None, "en", CLEAN, 3.4, encoder)


def _voice(model: VoiceWordsModel, hearing: Hearing) -> dict[str, float]:
    scores = model.read(hearing).scores.voice
    assert scores is not None
    return dict(scores)


def test_the_card_names_the_features_and_the_model_hears_through_them(checkpoint: Path, model: VoiceWordsModel) -> None:
    architecture = read_card(checkpoint)["architecture"]
    assert (architecture["features"], architecture["features_arguments"]) == (
        "whisper-encoder",
        {"whisper": str(TINY_WHISPER)},
    )
    assert isinstance(model.voice_branch.trunk, StatesTrunk)
    assert sum(_voice(model, _hearing()).values()) == pytest.approx(1.0)


def test_a_window_of_states_is_3_s_long(model: VoiceWordsModel) -> None:
    assert model.windows(model.extract(SOUND)).shape == (2, 150, 24)


def test_states_of_the_speech_engine_give_the_same_answer(model: VoiceWordsModel) -> None:
    states = EncoderStates("tiny-whisper", 0.0, WhisperEncoder(str(TINY_WHISPER))(SOUND).numpy())
    assert _voice(model, _hearing(states)) == pytest.approx(_voice(model, _hearing()), abs=1e-4)


def test_an_answer_is_explained_as_any_other(model: VoiceWordsModel) -> None:
    explained = model.explain(_hearing(), words=[], label="happy", start_s=0.0)
    assert len(explained.voice) == 14


def test_its_eight_bit_variant_answers_nearly_the_same(model: VoiceWordsModel) -> None:
    variant = quantised(model)
    assert any("quantized.dynamic" in type(layer).__module__ for layer in variant.voice_branch.trunk.modules())
    assert _voice(variant, _hearing()) == pytest.approx(_voice(model, _hearing()), abs=0.1)


def test_it_is_evaluated_on_what_it_has_not_heard(checkpoint: Path, data: Path) -> None:
    report = evaluate(str(checkpoint), dataset="ravdess", data=data / "ravdess", progress=lambda *_: None)
    assert report["unseen"] is True
    assert report["streams"]["voice"]["examples"] == 8


def test_other_features_are_decoded_anew(checkpoint: Path, data: Path) -> None:
    """Its own cache file beside that of log-mel, and its own stage."""
    recipe = _recipe(str(TINY_WHISPER))
    log_mel = replace(
        recipe, voice=replace(recipe.voice, features="log-mel", features_arguments={}, learning_rate=1e-4)
    )
    train(log_mel, data=data, out=data / "log-mel", cache=data / "out" / "cache", report=lambda _: None)
    features = data / "out" / "cache" / "features"
    stored = [
        torch.load(file, weights_only=True) for file in features.glob("[!d]*.pt")
    ]  # but not those of damaged clips
    assert sorted(clips[0][0].shape[1] for clips in stored) == [24, 64]


def test_a_voice_with_other_ears_is_no_start(checkpoint: Path) -> None:
    recipe = _recipe(str(TINY_WHISPER))
    with pytest.raises(EngineError, match="hears log-mel") as refusal:
        open_start(replace(recipe, voice=replace(recipe.voice, init="checkpoint")), "voice-words", None)
    assert refusal.value.code == "bad_recipe"


def test_without_the_whisper_training_says_so(data: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError):
        train(_recipe("base"), data=data, out=tmp_path / "out", models_dir=tmp_path, report=lambda _: None)


class Nobody:
    """Listens to a pipeline, and keeps nothing."""

    def on_stage(self, stage: str, progress: float) -> None: ...
    def on_decoded(self, duration_s: float, outline: media.Outline) -> None: ...
    def on_speech_engine(self, info: SpeechEngineInfo) -> None: ...
    def on_segment(self, segment: Segment) -> None: ...
    def on_speaker_known(self, baseline: SpeakerBaseline, segments: Sequence[Segment]) -> None: ...


@pytest.fixture(scope="module")
def deaf(checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same model, which in an analysis has no Whisper of its own."""
    folder = tmp_path_factory.mktemp("deaf")
    (folder / WEIGHTS).write_bytes((checkpoint / WEIGHTS).read_bytes())
    card = read_card(checkpoint)
    card["architecture"]["features_arguments"] = {"whisper": "tiny-whisper"}
    write_card(folder, card)
    return str(folder)


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    models_dir = tmp_path_factory.mktemp("models")
    return Pipeline(EngineConfig(models_dir=models_dir, whisper_model=str(TINY_WHISPER), allow_downloads=False))


@pytest.fixture(scope="module")
def segment(pipeline: Pipeline, deaf: str) -> Segment:
    """The first of an analysis, read from what transcribing told."""
    request = Request(CLIP, CLIP.name, model=deaf, asr="openai-whisper", language="en")
    return pipeline.run(request, Nobody()).segments[0]


def test_a_corrected_segment_is_heard_again_through_the_engine(pipeline: Pipeline, deaf: str, segment: Segment) -> None:
    again = pipeline.rescore(CLIP, segment, "other words", language="en", model=deaf, asr="openai-whisper")
    model, engine = VoiceWordsModel.load(Path(deaf)), open_engine("openai-whisper", pipeline.config)
    assert isinstance(engine, EncodingEngine)
    with media.decode(CLIP) as pcm:
        alone = model.read(heard(pcm, segment, "en", engine.encode))  # not amid its chunk, which makes it another sound
    assert again.scores.voice == pytest.approx(alone.scores.voice, abs=1e-3)
    explained = pipeline.explain(CLIP, segment, language="en", model=deaf, asr="openai-whisper")
    assert explained.voice[-1].end_s == pytest.approx(segment.end_s, abs=0.01)


def test_a_resumed_analysis_hears_what_was_read_before_through_the_engine(
    pipeline: Pipeline, deaf: str, segment: Segment
) -> None:
    model, engine = VoiceWordsModel.load(Path(deaf)), open_engine("openai-whisper", pipeline.config)
    assert isinstance(engine, EncodingEngine)
    told: list[int] = []
    with media.decode(CLIP) as pcm:

        def read_again(each: Segment) -> Reading:
            told.append(each.index)
            return model.read(heard(pcm, each, "en", engine.encode))

        known = known_speaker(model, [segment] * 8, [None] * 8, "en", read_again=read_again)
    assert known is not None
    assert (known[0].segments, len(told)) == (8, 8)


def test_with_an_engine_that_has_no_encoder_it_says_what_to_choose(
    pipeline: Pipeline, deaf: str, segment: Segment
) -> None:
    with pytest.raises(ModelUnavailableError, match="choose a Whisper engine"):
        pipeline.rescore(CLIP, segment, "other words", language="en", model=deaf, asr="pocketsphinx")
