"""What becomes segments, by PocketSphinx on a sample clip of ours."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from recognition.engine import media, segmentation
from recognition.engine.asr.base import SpeechEngine, open_engine
from recognition.engine.config import EngineConfig
from recognition.engine.media import Pcm
from recognition.engine.plan import Chunk, Search
from recognition.engine.transcription import UNDETERMINED, said, speech_engine_info
from tests.engine.test_pipeline import SAMPLES


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> SpeechEngine:
    return open_engine("pocketsphinx", EngineConfig(models_dir=tmp_path_factory.mktemp("models")))


@pytest.fixture(scope="module")
def pcm() -> Iterator[Pcm]:
    clip = sorted(path for path in Path(SAMPLES).iterdir() if path.suffix != ".json")[0]
    with media.decode(clip) as pcm:
        yield pcm


@pytest.fixture(scope="module")
def chunk(pcm: Pcm) -> Chunk:
    chunks, _rest = segmentation.find_parts(pcm, Search(), length_s=0.0, count=1)
    return chunks[0]


def test_a_chunk_becomes_segments_in_order_with_all_its_words(engine: SpeechEngine, pcm: Pcm, chunk: Chunk) -> None:
    segments = said(engine, pcm, chunk, "en")
    heard = engine.transcribe(pcm.read(chunk[0].start_s, chunk[-1].end_s), language="en", offset_s=chunk[0].start_s)
    assert heard, "the clip speaks English"
    assert [word for segment in segments for word in segment.words] == list(heard)
    assert all(before.span.end_s <= after.span.start_s for before, after in pairwise(segments))


def test_an_engine_that_does_not_know_the_language_is_silent_and_the_speech_is_kept(
    engine: SpeechEngine, pcm: Pcm, chunk: Chunk
) -> None:
    segments = said(engine, pcm, chunk, "pl")
    assert segments
    assert not any(segment.words for segment in segments)


def test_a_language_that_was_given_is_taken(engine: SpeechEngine, pcm: Pcm, chunk: Chunk) -> None:
    info = speech_engine_info(engine, pcm, [chunk], "pl")
    assert (info.language, info.language_probability) == ("pl", 1.0)


def test_without_speech_there_is_no_language(engine: SpeechEngine, pcm: Pcm) -> None:
    info = speech_engine_info(engine, pcm, [], None)
    assert (info.language, info.language_probability) == (UNDETERMINED, 0.0)
