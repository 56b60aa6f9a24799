"""Every speech engine of the table, with the real thing behind it. Whisper is the tiny one of our own."""

import os
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from recognition.engine.asr.base import ENGINES, SpeechEngine, open_engine
from recognition.engine.asr.status import engines_status
from recognition.engine.config import EngineConfig
from recognition.engine.errors import ModelUnavailableError, UnknownComponentError
from recognition.engine.media import decode
from recognition.engine.testing import Samples, noise, silence

TINY_WHISPER = Path(__file__).parents[2] / "fixtures" / "tiny-whisper.pt"
WHISPERS = ("faster-whisper", "openai-whisper")


@pytest.fixture(scope="session")
def models_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@pytest.fixture
def config(models_dir: Path) -> EngineConfig:
    return EngineConfig(models_dir=models_dir, whisper_model=str(TINY_WHISPER), allow_downloads=False)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, config: EngineConfig) -> SpeechEngine:
    return open_engine(request.param, config)


@pytest.fixture
def kids() -> Samples:
    """“Kids are talking by the door”, by an actor that tiny Whisper was not trained on."""
    return ravdess("Actor_24/03-01-03-01-01-01-24")


def ravdess(stem: str) -> Samples:
    if "EMOTION_DATA" not in os.environ:
        pytest.skip("EMOTION_DATA is not set")
    (path,) = (Path(os.environ["EMOTION_DATA"]) / "ravdess").glob(f"{stem}.*")
    with decode(path) as pcm:
        return pcm.read()


def text(engine: SpeechEngine, samples: Samples) -> str:
    return " ".join(word.text for word in engine.transcribe(samples, language="en", offset_s=0.0))


def test_it_knows_its_name_and_its_languages(engine: SpeechEngine) -> None:
    assert ENGINES[engine.id].endswith(type(engine).__name__)
    assert engine.model
    assert engine.languages is None or "en" in engine.languages


@pytest.mark.data
def test_words_have_times_in_order_and_probabilities(engine: SpeechEngine, kids: Samples) -> None:
    words = engine.transcribe(kids, language="en", offset_s=100.0)
    assert len(words) >= 3
    assert all(before.start_s <= after.start_s for before, after in pairwise(words))
    assert all(100.5 < word.start_s <= word.end_s < 103.3 for word in words)
    assert all(0.0 < word.probability <= 1.0 for word in words)


@pytest.mark.data
def test_the_same_sound_gives_the_same_words_whatever_came_before(engine: SpeechEngine, kids: Samples) -> None:
    first = engine.transcribe(kids, language="en", offset_s=0.0)
    engine.transcribe(noise(2.0), language="en", offset_s=0.0)
    assert engine.transcribe(kids, language="en", offset_s=0.0) == first


@pytest.mark.data
def test_it_names_the_language(engine: SpeechEngine, kids: Samples) -> None:
    language, probability = engine.detect_language(kids)
    assert language == "en"
    assert 0.0 < probability <= 1.0


@pytest.mark.parametrize("samples", [silence(5), silence(0.2), np.zeros(0, np.float32)], ids=["5 s", "0.2 s", "none"])
def test_silence_has_no_words(engine: SpeechEngine, samples: Samples) -> None:
    assert engine.transcribe(samples, language="en", offset_s=0.0) == []


@pytest.mark.data
@pytest.mark.parametrize("name", WHISPERS)
def test_word_times_follow_the_sound(name: str, config: EngineConfig, kids: Samples) -> None:
    """Moved by half a second, the words move with it: so small a Whisper is right about that on average only."""
    engine = open_engine(name, config)
    early = engine.transcribe(kids, language="en", offset_s=0.0)
    late = engine.transcribe(np.concatenate([silence(0.5), kids]), language="en", offset_s=0.0)
    assert [word.text for word in early] == [word.text for word in late]
    shifts = [moved.start_s - word.start_s for moved, word in zip(late, early, strict=True)][1:]
    assert np.mean(shifts) == pytest.approx(0.5, abs=0.2)


@pytest.mark.data
def test_both_whispers_transcribe_actors_they_never_heard_and_agree(config: EngineConfig) -> None:
    faster, openai = (open_engine(name, config) for name in WHISPERS)
    right = agreed = 0
    stems = [
        f"Actor_{actor}/03-01-0{emotion}-01-0{statement}-01-{actor}"
        for actor, emotion in (("03", 1), ("10", 3), ("17", 4), ("24", 5))
        for statement in (1, 2)
    ]
    for stem in stems:
        samples = ravdess(stem)
        expected = "Kids are talking by the door." if stem[-8:-6] == "01" else "Dogs are sitting by the door."
        heard = text(openai, samples)
        right += heard == expected
        agreed += heard == text(faster, samples)
    assert right >= 0.9 * len(stems)
    assert agreed >= 0.9 * len(stems)


def test_auto_takes_whisper_where_its_weights_are(config: EngineConfig) -> None:
    assert open_engine("auto", config).id == "faster-whisper"


def test_auto_takes_pocketsphinx_where_whisper_cannot_be_had(tmp_path: Path) -> None:
    config = EngineConfig(models_dir=tmp_path, allow_downloads=False)
    assert open_engine("auto", config).id == "pocketsphinx"


def test_auto_takes_what_the_installation_prefers(config: EngineConfig) -> None:
    assert open_engine("auto", replace(config, asr="openai-whisper")).id == "openai-whisper"


@pytest.mark.parametrize("name", WHISPERS)
def test_an_engine_asked_for_by_name_is_not_replaced(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match="emotion models pull whisper-base"):
        open_engine(name, EngineConfig(models_dir=tmp_path, allow_downloads=False))


def test_an_unknown_engine_is_refused_with_the_known_ones(config: EngineConfig) -> None:
    with pytest.raises(UnknownComponentError, match="faster-whisper, openai-whisper, pocketsphinx") as refused:
        open_engine("siri", config)
    assert refused.value.code == "unknown_asr"


def test_the_status_says_what_is_usable_and_how_to_get_the_rest(tmp_path: Path) -> None:
    entries = {entry.name: entry for entry in engines_status(EngineConfig(models_dir=tmp_path, allow_downloads=False))}
    assert entries.keys() == ENGINES.keys()
    assert entries["pocketsphinx"].usable
    assert not entries["faster-whisper"].usable
    assert entries["faster-whisper"].remedy == "emotion models pull whisper-base"


def test_the_status_sees_weights_that_are_here(config: EngineConfig) -> None:
    assert all(entry.usable for entry in engines_status(config))
