"""Which of Whisper's passages are kept."""

from dataclasses import replace

import pytest

from recognition.engine.asr.gates import Heard, kept
from recognition.engine.types import Word

SPEECH = Heard(
    words=(Word(0.0, 0.5, "hello", 0.9),), log_probability=-0.3, no_speech_probability=0.1, compression_ratio=1.2
)


def test_sure_speech_is_kept() -> None:
    assert kept([SPEECH]) == list(SPEECH.words)


def test_unsure_speech_is_kept_while_it_is_clearly_speech() -> None:
    assert kept([replace(SPEECH, log_probability=-1.3)]) == list(SPEECH.words)


@pytest.mark.parametrize(
    "invented",
    [
        replace(SPEECH, log_probability=-1.1, no_speech_probability=0.8),
        replace(SPEECH, log_probability=-2.5),
        replace(SPEECH, compression_ratio=5.0),
    ],
    ids=["silence", "a guess", "a loop"],
)
def test_inventions_are_dropped(invented: Heard) -> None:
    assert kept([invented, SPEECH]) == list(SPEECH.words)


def test_words_of_nothing_but_blanks_are_dropped() -> None:
    assert kept([replace(SPEECH, words=(Word(0.0, 0.1, "", 0.5),))]) == []
