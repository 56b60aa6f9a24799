"""Segments of a transcript."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.engine.segmentation import split
from recognition.engine.types import Span, Word


def spoken(text: str, *, start_s: float = 0.0, word_s: float = 0.4, pause_s: float = 0.1) -> list[Word]:
    words = []
    for token in text.split():
        words.append(Word(start_s, start_s + word_s, token, 0.9))
        start_s += word_s + pause_s
    return words


def texts(segments: list[tuple[Span, tuple[Word, ...]]]) -> list[str]:
    return [" ".join(word.text for word in words) for _, words in segments]


def test_segments_follow_sentences() -> None:
    words = spoken("I am so happy. Are you not? Well!")
    assert texts(split(words, [Span(0.0, 3.5)])) == ["I am so happy.", "Are you not? Well!"]  # “Well!” is under 1 s


@pytest.mark.parametrize("mark", [".", "?", "!", "…", "。", "！", "？", ".”", "?)", "؟", "।"])
def test_a_sentence_ends_with_any_scripts_mark(mark: str) -> None:
    words = spoken(f"one two three{mark} four five six")
    assert len(split(words, [Span(0.0, 3.0)])) == 2


def test_a_pause_within_a_sentence_does_not_cut_a_punctuated_transcript() -> None:
    words = [*spoken("I am so"), *spoken("happy today friend.", start_s=2.3)]
    assert len(split(words, [Span(0.0, 1.4), Span(2.2, 3.8)])) == 1


def test_without_punctuation_pauses_cut() -> None:
    words = [*spoken("this is the first"), *spoken("and this the second", start_s=3.0)]
    segments = split(words, [Span(0.0, 2.0), Span(2.9, 5.0)])
    assert texts(segments) == ["this is the first", "and this the second"]


def test_speech_without_words_still_gives_segments() -> None:
    segments = split([], [Span(1.0, 3.0), Span(3.2, 5.0), Span(9.0, 28.0)])
    assert [(span.start_s, span.end_s) for span, _ in segments] == [(1.0, 5.0), (9.0, 18.5), (18.5, 28.0)]
    assert all(words == () for _, words in segments)


def test_speech_far_from_all_words_gives_a_segment_of_its_own() -> None:
    segments = split(spoken("only the end was understood.", start_s=10.0), [Span(0.0, 5.0), Span(9.8, 13.0)])
    assert texts(segments) == ["", "only the end was understood."]
    assert segments[0][0] == Span(0.0, 5.0)


def test_a_very_short_sentence_joins_its_nearer_neighbour() -> None:
    words = [*spoken("That was long enough."), *spoken("Yes.", start_s=2.2), *spoken("And on it goes.", start_s=4.0)]
    assert texts(split(words, [Span(0.0, 6.0)])) == ["That was long enough. Yes.", "And on it goes."]


def test_a_long_sentence_is_cut_at_its_longest_pause() -> None:
    words = [*spoken("word " * 16), *spoken("word " * 18, start_s=9.0)]
    segments = split(words, [Span(0.0, 18.0)])
    assert [len(words) for _, words in segments] == [16, 18]


def test_a_segment_takes_in_the_speech_around_its_words() -> None:
    """Engines clip the first sound and the fading last one."""
    ((span, _),) = split(spoken("a plain short sentence", start_s=1.0), [Span(0.7, 3.4)])
    assert span == Span(0.7, 3.4)


def test_no_words_and_no_speech_give_nothing() -> None:
    assert split([], []) == []


marks = st.sampled_from(["", "", "", ".", "?", "。"])
word_shapes = st.lists(st.tuples(st.floats(-0.1, 4.0), st.floats(0.0, 3.0), marks), max_size=40)
span_shapes = st.lists(st.tuples(st.floats(0.3, 3.0), st.floats(0.25, 9.0)), max_size=6)


@settings(deadline=None)
@given(word_shapes, span_shapes)
def test_whatever_the_engine_says_segments_are_well_formed(
    shapes: list[tuple[float, float, str]], speech: list[tuple[float, float]]
) -> None:
    words, time_s = [], 0.2
    for gap_s, length_s, mark in shapes:
        time_s = max(0.0, time_s + gap_s)
        words.append(Word(time_s, time_s + length_s, f"word{mark}", 0.5))
        time_s += length_s
    spans, time_s = [], 0.0
    for gap_s, length_s in speech:
        spans.append(Span(time_s + gap_s, time_s + gap_s + length_s))
        time_s += gap_s + length_s

    segments = split(words, spans)

    given_words = sorted((word.start_s, word.end_s, word.text) for word in words)
    kept_words = sorted((word.start_s, word.end_s, word.text) for _, its in segments for word in its)
    assert kept_words == given_words
    assert all(0.0 <= span.start_s <= span.end_s for span, _ in segments)
    assert all(span.duration_s <= 15.0 + 1e-2 for span, _ in segments)
    assert all(before.end_s <= after.start_s + 2e-3 for (before, _), (after, _) in pairwise(segments))
    assert segments == split(words, spans)
