"""Reading while somebody speaks: the shipped model and PocketSphinx on a bundled clip, a piece at a time."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recognition.engine import media, segmentation
from recognition.engine.config import EngineConfig
from recognition.engine.live import LiveVoices, LiveWords, Wanted
from recognition.engine.testing import silence
from recognition.engine.types import Segment
from tests.engine.test_pipeline import SAMPLES

RATE_HZ = 16_000
PIECE_S = 0.5


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> EngineConfig:
    return EngineConfig(
        models_dir=tmp_path_factory.mktemp("models"), asr="pocketsphinx", allow_downloads=False, threads=1
    )


@pytest.fixture(scope="module")
def spoken() -> np.ndarray:
    """Two sentences of one voice with a pause between."""
    with media.decode(sorted(path for path in SAMPLES.iterdir() if path.suffix != ".json")[0]) as pcm:
        said = pcm.read(0.0, 3.0)
    return np.concatenate([silence(1.0), said, silence(2.0), said, silence(2.0)])


@pytest.fixture(scope="module")
def voices(config: EngineConfig) -> LiveVoices:
    return LiveVoices(config)


def opened(voices: LiveVoices, key: str, rate_hz: int = RATE_HZ) -> None:
    voices.open(key, model="voice-words", asr="auto", language="en", rate_hz=rate_hz)


def pieces(samples: np.ndarray, rate_hz: int = RATE_HZ) -> list[bytes]:
    step = round(PIECE_S * rate_hz)
    sound = np.round(samples * 32767).astype("<i2")
    return [sound[at : at + step].tobytes() for at in range(0, sound.size, step)]


def test_scores_come_while_a_sentence_is_spoken_and_sentences_end_where_the_analysis_ends_them(
    voices: LiveVoices, spoken: np.ndarray
) -> None:
    opened(voices, "a")
    said: dict[int, Any] = {}
    before_the_end: set[int] = set()
    for number, piece in enumerate(pieces(spoken)):
        answer, _ = voices.read("a", piece, None, False, False)
        assert answer["at_s"] == pytest.approx(PIECE_S * (number + 1))
        for each in answer["segments"]:
            assert sum(each["scores"]["fused"].values()) == pytest.approx(1.0)
            if not each["over"]:
                before_the_end.add(each["index"])
            said[each["index"]] = each
    assert before_the_end == set(said)
    assert all(each["over"] for each in said.values())
    plan = segmentation.find_speech(media.Pcm.of(spoken))
    assert said[0]["start_s"] == pytest.approx(plan[0].start_s, abs=0.1)
    assert said[max(said)]["end_s"] == pytest.approx(plan[-1].end_s, abs=0.1)
    assert max(each["end_s"] - each["start_s"] for each in said.values()) <= 15.0


def test_words_come_of_what_was_wanted_and_change_how_a_sentence_reads(
    voices: LiveVoices, config: EngineConfig, spoken: np.ndarray
) -> None:
    opened(voices, "b")
    first: Wanted | None = None
    for piece in pieces(spoken[: round(6.0 * RATE_HZ)]):
        _, wanted = voices.read("b", piece, None, False, True)
        first = wanted or first
    assert first is not None
    assert first.over
    words = LiveWords(config).recognise(first, "auto", None)
    assert words.language == "en"
    answer, further = voices.read("b", b"", words, True, True)
    [segment] = answer["segments"]
    assert segment["text"] == " ".join(word.text for word in words.words)
    assert segment["text"]
    assert segment["scores"]["words"] is not None
    assert further is None
    assert Segment.from_json({name: value for name, value in segment.items() if name != "over"}).index == first.index


def test_nothing_is_said_of_silence_and_nothing_of_it_is_kept(voices: LiveVoices) -> None:
    opened(voices, "c")
    for piece in pieces(silence(20.0)):
        answer, wanted = voices.read("c", piece, None, False, True)
        assert (answer["segments"], answer["speaking"], wanted) == ([], False, None)
    assert voices._readings["c"]._samples.size <= 2 * RATE_HZ


def test_a_sound_of_another_rate_reads_the_same(voices: LiveVoices, spoken: np.ndarray) -> None:
    opened(voices, "d", rate_hz=48_000)
    last: dict[int, Any] = {}
    for piece in pieces(np.repeat(spoken, 3), 48_000):
        answer, _ = voices.read("d", piece, None, False, False)
        last |= {each["index"]: each for each in answer["segments"]}
    assert answer["at_s"] == pytest.approx(spoken.size / RATE_HZ, abs=0.1)
    assert all(each["over"] for each in last.values())


def test_whoever_is_gone_is_forgotten(voices: LiveVoices, tmp_path: Path) -> None:
    opened(voices, "e")
    voices.close("e")
    with pytest.raises(KeyError):
        voices.read("e", b"", None, False, False)
