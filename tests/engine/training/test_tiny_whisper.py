"""Training of the tiny Whisper that tests use."""

import os
import random
from pathlib import Path

import numpy as np
import pytest
import torch
import whisper

from recognition.engine.errors import DatasetError
from recognition.engine.testing import tone
from recognition.engine.training.tiny_whisper import Phase, train
from recognition.engine.training.tiny_whisper_examples import SHORT_S, Clip, Composer, load_clips
from recognition.engine.training.word_times import WordTime, aligned

WORDS = ("Kids", "are", "talking", "by", "the", "door.")

BRIEFLY = (Phase(window_s=SHORT_S, steps=2, batch=2, learning_rate=1e-3), Phase(30.0, 1, 2, 1e-3))


@pytest.fixture
def few_clips(tmp_path: Path) -> Path:
    """A folder with four clips, one of them of an actor that is held out."""
    if "EMOTION_DATA" not in os.environ:
        pytest.skip("EMOTION_DATA is not set")
    for actor, stems in {"01": ("01-01-01-01", "01-01-02-01", "03-01-01-01"), "03": ("01-01-01-01",)}.items():
        folder = tmp_path / "ravdess" / f"Actor_{actor}"
        folder.mkdir(parents=True)
        for stem in stems:
            (source,) = (Path(os.environ["EMOTION_DATA"]) / f"ravdess/Actor_{actor}").glob(f"03-01-{stem}-{actor}.*")
            (folder / source.name).symlink_to(source)
    return tmp_path


@pytest.mark.data
def test_held_out_actors_are_never_trained_on(few_clips: Path) -> None:
    assert len(load_clips(few_clips)) == 3


@pytest.mark.data
def test_words_are_found_where_they_are_spoken(few_clips: Path) -> None:
    first, second, _ = load_clips(few_clips)
    assert [word.text for word in first.words] == [f" {word}" for word in WORDS]
    assert second.words[0].text == " Dogs"
    assert 0.8 < first.words[0].start_s < 1.1
    assert all(word.start_s < word.end_s for word in first.words)


def test_a_sound_without_the_words_may_not_align_but_never_fails() -> None:
    assert len(aligned(tone(0.1), "Kids are talking by the door.")) in (0, 6)


@pytest.mark.data
def test_it_trains_to_a_small_file_that_whisper_loads(few_clips: Path) -> None:
    threads = torch.get_num_threads()
    model = whisper.load_model(str(train(few_clips, few_clips / "out", 1, phases=BRIEFLY)))
    torch.set_num_threads(threads)
    assert model.is_multilingual
    assert (few_clips / "out/tiny-whisper.pt").stat().st_size < 3 * 2**20
    assert all(torch.isfinite(value).all() for value in model.state_dict().values())


def test_a_folder_without_clips_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no RAVDESS clips"):
        load_clips(tmp_path)


def test_examples_are_well_formed() -> None:
    words = tuple(WordTime(f" {word}", 0.5 + index * 0.3, 0.8 + index * 0.3) for index, word in enumerate(WORDS))
    composer = Composer([Clip(tone(3.0), words)], random.Random(0))
    active = set(composer.active.tolist())
    for _ in range(200):
        example = composer.example()
        assert len(example.tokens) == len(example.targets) == len(example.times)
        assert {*example.tokens, *example.targets} - {-100} <= active
        assert len(example.samples) <= SHORT_S * 16000
        assert np.isfinite(example.samples).all()
