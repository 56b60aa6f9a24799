from pathlib import Path

import numpy as np
import pytest
import torch

from recognition.engine.datasets.base import Dataset, Utterance
from recognition.engine.testing import noise, tone, write_wav
from recognition.engine.training import takes
from recognition.engine.training.corpus import Clip, Features, load_clips
from recognition.engine.training.rooms import impulse_response, random_room
from recognition.engine.training.takes import take, with_takes
from recognition.engine.training.voice import stack

COUNT = 2


def _quiet(_said: str) -> None:
    pass


@pytest.fixture(autouse=True)
def few_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(takes, "ROOMS", 3)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> list[Clip]:
    folder = tmp_path_factory.mktemp("made")
    utterances = []
    for number, sound in enumerate((tone(0.8), noise(1.2), noise(2.0, seed=1))):
        write_wav(folder / f"{number}.wav", sound)
        utterances.append(Utterance(id=str(number), labels=("neutral",), speaker="a", path=folder / f"{number}.wav"))
    return load_clips(Dataset("made", "none", tuple(utterances)), folder / "cache", _quiet)


def _same(one: list[Clip], other: list[Clip]) -> bool:
    return all(
        torch.equal(a, b) for x, y in zip(one, other, strict=True) for a, b in zip(x.takes, y.takes, strict=True)
    )


def test_a_take_is_as_long_as_its_clip_and_differs(clips: list[Clip], tmp_path: Path) -> None:
    for clip in with_takes(clips, COUNT, tmp_path, _quiet, Features()):
        assert len(clip.takes) == COUNT
        for own in clip.takes:
            assert (own.shape, own.dtype) == (clip.frames.shape, torch.float16)
            assert not torch.equal(own, clip.frames)


def test_takes_are_the_same_whatever_else_there_is(clips: list[Clip], tmp_path: Path) -> None:
    whole = with_takes(clips, COUNT, tmp_path / "whole", _quiet, Features())
    alone = with_takes(clips[1:], COUNT, tmp_path / "alone", _quiet, Features())
    assert _same(whole[1:], alone)


def test_takes_are_made_once(clips: list[Clip], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = with_takes(clips, COUNT, tmp_path, _quiet, Features())
    monkeypatch.setattr(takes, "_made", None)
    assert _same(made, with_takes(clips, COUNT, tmp_path, _quiet, Features()))


def test_without_takes_clips_stay_as_they_are(clips: list[Clip], tmp_path: Path) -> None:
    assert with_takes(clips, 0, tmp_path, _quiet, Features()) == clips
    assert not list(tmp_path.iterdir())


def test_a_take_is_sensible_sound_whatever_it_goes_through() -> None:
    chance = np.random.default_rng(5)
    rooms = [impulse_response(random_room(chance), chance) for _ in range(3)]
    voice = tone(1.0)
    for _ in range(40):
        heard = take(voice, rooms, chance)
        assert (heard.dtype.name, heard.shape) == ("float32", voice.shape)
        assert bool(np.isfinite(heard).all())
        assert 0.5 < float(heard.std() / voice.std()) < 2.0


def test_the_asked_share_of_a_batch_is_heard_in_takes(clips: list[Clip], tmp_path: Path) -> None:
    taken = with_takes(clips, COUNT, tmp_path, _quiet, Features())
    batch = [0] * 200
    clean = stack(taken, batch, 3.0, torch.Generator().manual_seed(1))
    mixed = stack(taken, batch, 3.0, torch.Generator().manual_seed(1), 0.5)
    own = clean[0].sort(dim=0).values  # a window of a short clip begins anywhere: only its frames are compared
    heard_clean = sum(torch.equal(one.sort(dim=0).values, own) for one in mixed)
    assert all(torch.equal(one.sort(dim=0).values, own) for one in clean)
    assert 70 < heard_clean < 130


def test_clips_without_takes_draw_no_chance(clips: list[Clip]) -> None:
    """A recipe without takes trains exactly as it did before there were any."""
    one, other = (stack(clips, [0, 1, 2], 3.0, torch.Generator().manual_seed(1), share) for share in (0.0, 0.5))
    assert torch.equal(one, other)
