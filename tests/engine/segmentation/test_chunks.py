"""Recognition windows."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from recognition.engine.segmentation import chunks
from recognition.engine.types import Span

durations = st.lists(st.tuples(st.floats(0.0, 6.0), st.floats(0.25, 70.0)), max_size=12)


def spans_of(pauses_and_lengths: list[tuple[float, float]]) -> list[Span]:
    spans, time_s = [], 0.0
    for pause_s, length_s in pauses_and_lengths:
        spans.append(Span(time_s + pause_s, time_s + pause_s + length_s))
        time_s += pause_s + length_s
    return spans


def test_neighbours_go_together_up_to_the_limit() -> None:
    spans = [Span(0, 10), Span(11, 20), Span(21, 27.9), Span(28.1, 30)]
    assert chunks(spans) == [spans[:3], spans[3:]]


def test_a_long_silence_begins_a_new_window() -> None:
    spans = [Span(0, 2), Span(6, 8)]
    assert chunks(spans) == [[spans[0]], [spans[1]]]


def test_an_overlong_span_is_cut_into_equal_parts() -> None:
    assert chunks([Span(0, 60)], max_s=28) == [[Span(0, 20)], [Span(20, 40)], [Span(40, 60)]]


def test_no_speech_gives_no_windows() -> None:
    assert chunks([]) == []


@settings(deadline=None)
@given(durations)
def test_every_window_fits_and_no_speech_is_lost(lengths: list[tuple[float, float]]) -> None:
    spans = spans_of(lengths)
    windows = chunks(spans)
    parts = [part for window in windows for part in window]
    assert all(window[-1].end_s - window[0].start_s <= 28.0 + 1e-6 for window in windows)
    assert all(before.end_s <= after.start_s + 1e-6 for before, after in pairwise(parts))
    assert abs(sum(part.duration_s for part in parts) - sum(span.duration_s for span in spans)) < 1e-6
