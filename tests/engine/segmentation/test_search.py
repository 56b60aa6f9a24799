"""Speech found bit by bit is the speech found at once, wherever one search stops and the next goes on."""

import json

import numpy as np
import pytest

from recognition.engine.media import Pcm, decode
from recognition.engine.plan import Chunk, Search, parted
from recognition.engine.segmentation import chunks, find_parts, find_speech, search
from recognition.engine.segmentation.silero import FRAME_SAMPLES
from recognition.engine.segmentation.speech import spans
from recognition.engine.testing import Samples, silence
from tests.engine.test_pipeline import SAMPLES

FRAMES = 4_000  # two minutes


class Ear:
    """Hears in a sound what its first sample of each frame says."""

    state = ()

    def __init__(self, state: object = ()) -> None: ...

    def hear(self, block: Samples) -> Samples:
        return block[::FRAME_SAMPLES]


def talk(seed: int) -> Samples:
    """Probabilities that stay for a while near one value, and now and then flicker: runs, bursts and pauses of all lengths."""
    draw = np.random.default_rng(seed)
    stays = draw.geometric(draw.choice([0.02, 0.08, 0.3]), FRAMES)
    values = np.repeat(draw.choice([0.05, 0.3, 0.4, 0.6, 0.95], FRAMES), stays)[:FRAMES]
    return np.clip(values + draw.normal(0.0, 0.05, FRAMES), 0.0, 1.0).astype(np.float32)


def found(pcm: Pcm, *, length_s: float, count: int) -> list[list[Chunk]]:
    """What each search finds; between two of them all is written down and read back."""
    steps: list[list[Chunk]] = []
    rest: Search | None = Search()
    while rest is not None:
        stored = json.dumps(rest.to_json())
        step, rest = find_parts(pcm, Search.from_json(json.loads(stored)), length_s=length_s, count=count)
        steps.append(step)
    return steps


@pytest.mark.parametrize("seed", range(12))
def test_it_is_that_of_the_whole_for_any_talk(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "Ear", Ear)
    heard = talk(seed)
    with Pcm.of(np.repeat(heard, FRAME_SAMPLES)[: -FRAME_SAMPLES // 2]) as pcm:
        whole = chunks(spans(heard, pcm.duration_s))
        assert found(pcm, length_s=0.0, count=1) == [[chunk] for chunk in whole]
        assert found(pcm, length_s=40.0, count=1) == parted(whole, 40.0)
        assert [chunk for step in found(pcm, length_s=30.0, count=2) for chunk in step] == whole


def test_the_ear_goes_on_to_the_last_digit() -> None:
    with decode(sorted(SAMPLES.glob("*.mp3"))[0]) as clip:
        spoken = np.concatenate([clip.read(), silence(2.0)])
    with Pcm.of(np.tile(spoken, 8)) as pcm:
        steps = found(pcm, length_s=15.0, count=1)
        assert len(steps) > 2
        assert [chunk for step in steps for chunk in step] == chunks(find_speech(pcm))


def test_without_speech_nothing_is_left_to_find() -> None:
    with Pcm.of(silence(40.0)) as pcm:
        told: list[float] = []
        assert find_parts(pcm, Search(), length_s=0.0, on_progress=told.append) == ([], None)
        assert told == sorted(told)
        assert told[-1] == 1.0
