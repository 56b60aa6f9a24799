"""Speech spans grouped into windows that a speech engine takes at once."""

import math
from collections.abc import Sequence
from itertools import pairwise

from recognition.engine.types import Span

MAX_SILENCE_S = 3.0  # Whisper invents words in long silences


def chunks(spans: Sequence[Span], *, max_s: float = 28.0) -> list[list[Span]]:
    """Neighbouring spans together, as long as all from the first's start to the last's end fits into `max_s`.

    A span longer than `max_s` is cut into equal parts. A silence over `MAX_SILENCE_S` begins a new group.
    """
    groups: list[list[Span]] = []
    for part in (part for span in spans for part in _parts(span, max_s)):
        if groups and _joins(groups[-1], part, max_s):
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def _joins(group: list[Span], span: Span, max_s: float) -> bool:
    return span.end_s - group[0].start_s <= max_s and span.start_s - group[-1].end_s <= MAX_SILENCE_S


def _parts(span: Span, max_s: float) -> list[Span]:
    count = max(1, math.ceil(span.duration_s / max_s))
    edges = [span.start_s + span.duration_s * index / count for index in range(count)] + [span.end_s]
    return [Span(start_s, end_s) for start_s, end_s in pairwise(edges)]
