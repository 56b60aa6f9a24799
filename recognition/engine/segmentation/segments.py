"""Segments: a chunk's words cut at sentence ends, or at pauses where the transcript has no sentences."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from recognition.engine.types import Span, Word

MIN_SEGMENT_S = 1.0
MAX_SEGMENT_S = 15.0
PAUSE_S = 0.5  # ends a segment in a transcript without punctuation
LONG_PAUSE_S = 1.5  # ends a segment in the middle of a sentence too
JOIN_S = 2.0  # a very short segment joins a neighbour this near
EDGE_S = 0.5  # how far a segment reaches past its words into the speech around them

_SENTENCE_ENDS = (".", "?", "!", "…", "。", "！", "？", "｡", "؟", "۔", "।")
_CLOSING = "\"'”’»)]}」』）"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of speech with the words in it; none where the speech engine recognised nothing."""

    start_s: float
    end_s: float
    words: tuple[Word, ...]

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s

    def __add__(self, other: "_Piece") -> "_Piece":
        return _Piece(self.start_s, max(self.end_s, other.end_s), self.words + other.words)


def split(words: Sequence[Word], spans: Sequence[Span]) -> list[tuple[Span, tuple[Word, ...]]]:
    """The segments of one chunk, in time order and apart from each other.

    They follow the sentence ends of the transcript, else its pauses. Each lasts 1 to 15 s, where the speech is that
    long. Speech without words still gives segments. Every word is in exactly one segment.

    Args:
        words: what was recognised in the chunk.
        spans: the chunk's speech.
    """
    pieces = [part for piece in _sentences(words) for part in _shortened(piece)]
    pieces = sorted(pieces + list(_wordless(spans, pieces)), key=lambda piece: piece.start_s)
    segments = _reaching_out(_apart(_joined(pieces)), spans)
    return [(Span(piece.start_s, piece.end_s), piece.words) for piece in segments]


def _sentences(words: Sequence[Word]) -> list[_Piece]:
    """Words grouped by sentence; by pause where no word ends a sentence."""
    ordered = sorted(words, key=lambda word: (word.start_s, word.end_s))
    punctuated = any(_ends_sentence(word) for word in ordered)
    pieces: list[_Piece] = []
    for index, word in enumerate(ordered):
        piece = _Piece(word.start_s, max(word.start_s, word.end_s), (word,))
        if index and not _breaks(ordered[index - 1], word, punctuated=punctuated):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _breaks(before: Word, after: Word, *, punctuated: bool) -> bool:
    pause_s = after.start_s - before.end_s
    if punctuated:
        return _ends_sentence(before) or pause_s >= LONG_PAUSE_S
    return pause_s >= PAUSE_S


def _ends_sentence(word: Word) -> bool:
    return word.text.rstrip().rstrip(_CLOSING).endswith(_SENTENCE_ENDS)


def _shortened(piece: _Piece) -> Iterator[_Piece]:
    """A piece no longer than `MAX_SEGMENT_S`, or its parts, cut at the longest pauses between words."""
    if piece.duration_s <= MAX_SEGMENT_S:
        yield piece
    elif len(piece.words) == 1:
        yield replace(piece, end_s=piece.start_s + MAX_SEGMENT_S)
    else:
        cut = max(range(1, len(piece.words)), key=lambda index: _cut_merit(piece, index))
        yield from _shortened(_piece_of(piece.words[:cut]))
        yield from _shortened(_piece_of(piece.words[cut:]))


def _cut_merit(piece: _Piece, index: int) -> tuple[float, float]:
    """Longest pause first; of equal ones the nearest to the middle."""
    before, after = piece.words[index - 1], piece.words[index]
    pause_s = max(0.0, after.start_s - before.end_s)
    return round(pause_s, 1), -abs((before.end_s + after.start_s) / 2 - (piece.start_s + piece.end_s) / 2)


def _piece_of(words: tuple[Word, ...]) -> _Piece:
    return _Piece(words[0].start_s, max(words[0].start_s, *(word.end_s for word in words)), words)


def _wordless(spans: Sequence[Span], pieces: Sequence[_Piece]) -> Iterator[_Piece]:
    """Speech of at least `MIN_SEGMENT_S` away from all words; when there are no words at all, all speech."""
    least_s = MIN_SEGMENT_S if pieces else 0.0
    for span in _near_spans_joined(spans) if not pieces else spans:
        for start_s, end_s in _free(span, pieces):
            if end_s - start_s > least_s:
                yield from _even_parts(start_s, end_s)


def _near_spans_joined(spans: Sequence[Span]) -> list[Span]:
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: span.start_s):
        near = joined and span.start_s - joined[-1].end_s < PAUSE_S
        if near and span.end_s - joined[-1].start_s <= MAX_SEGMENT_S:
            joined[-1] = Span(joined[-1].start_s, max(joined[-1].end_s, span.end_s))
        else:
            joined.append(span)
    return joined


def _free(span: Span, pieces: Sequence[_Piece]) -> Iterator[tuple[float, float]]:
    """What is left of a span when the pieces, and the edge that each may still reach over, are taken out."""
    start_s = span.start_s
    for piece in sorted(pieces, key=lambda piece: piece.start_s):
        if piece.start_s - EDGE_S > start_s:
            yield start_s, min(span.end_s, piece.start_s - EDGE_S)
        start_s = max(start_s, piece.end_s + EDGE_S)
    yield start_s, span.end_s


def _even_parts(start_s: float, end_s: float) -> Iterator[_Piece]:
    count = max(1, -int(-(end_s - start_s) // MAX_SEGMENT_S))
    length_s = (end_s - start_s) / count
    for index in range(count):
        part_end_s = end_s if index == count - 1 else start_s + (index + 1) * length_s
        yield _Piece(start_s + index * length_s, part_end_s, ())


def _joined(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Pieces shorter than `MIN_SEGMENT_S` put together with the neighbour that is nearer, where one is near."""
    joined = list(pieces)
    index = 0
    while index < len(joined):
        neighbour = _neighbour(joined, index) if joined[index].duration_s < MIN_SEGMENT_S else None
        if neighbour is None:
            index += 1
            continue
        first = min(index, neighbour)
        joined[first : first + 2] = [joined[first] + joined[first + 1]]
        index = first
    return joined


def _neighbour(pieces: Sequence[_Piece], index: int) -> int | None:
    near = []
    for first, second in ((index - 1, index), (index, index + 1)):
        if first < 0 or second >= len(pieces):
            continue
        gap_s = pieces[second].start_s - pieces[first].end_s
        length_s = (pieces[first] + pieces[second]).duration_s
        same_kind = bool(pieces[first].words) == bool(pieces[second].words)
        if gap_s <= JOIN_S and length_s <= MAX_SEGMENT_S and same_kind:
            near.append((gap_s, first + second - index))
    return min(near)[1] if near else None


def _apart(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Where two pieces overlap (engines' word times may), the earlier ends where the later begins."""
    followers = [*(piece.start_s for piece in pieces[1:]), float("inf")][: len(pieces)]
    return [
        replace(piece, end_s=max(piece.start_s, min(piece.end_s, follower)))
        for piece, follower in zip(pieces, followers, strict=True)
    ]


def _reaching_out(pieces: Sequence[_Piece], spans: Sequence[Span]) -> list[_Piece]:
    """Each piece with the speech just before and after it, and with silence where it is still under `MIN_SEGMENT_S`.

    It stays within half the gap to its neighbours, within the chunk, and within `MAX_SEGMENT_S`.
    """
    first_s = min([span.start_s for span in spans] + [piece.start_s for piece in pieces], default=0.0)
    last_s = max([span.end_s for span in spans] + [piece.end_s for piece in pieces], default=0.0)
    reached = []
    for index, piece in enumerate(pieces):
        from_s = (pieces[index - 1].end_s + piece.start_s) / 2 if index else first_s
        to_s = (piece.end_s + pieces[index + 1].start_s) / 2 if index + 1 < len(pieces) else last_s
        reached.append(_reached(piece, Span(from_s, to_s), spans))
    return reached


def _reached(piece: _Piece, room: Span, spans: Sequence[Span]) -> _Piece:
    missing_s = max(0.0, MIN_SEGMENT_S - piece.duration_s) / 2
    before_s = max(_speech_before(piece.start_s, spans), missing_s)
    after_s = max(_speech_after(piece.end_s, spans), missing_s)
    start_s = max(room.start_s, piece.start_s - min(before_s, max(0.0, MAX_SEGMENT_S - piece.duration_s)))
    end_s = min(room.end_s, piece.end_s + after_s, start_s + MAX_SEGMENT_S)
    return replace(piece, start_s=round(start_s, 3), end_s=round(max(end_s, piece.end_s), 3))


def _speech_before(time_s: float, spans: Sequence[Span]) -> float:
    """Seconds of speech that lead up to a time, at most `EDGE_S`."""
    reach = (time_s - span.start_s for span in spans if span.start_s < time_s <= span.end_s)
    return min(EDGE_S, max(reach, default=0.0))


def _speech_after(time_s: float, spans: Sequence[Span]) -> float:
    """Seconds of speech that follow a time, at most `EDGE_S`."""
    reach = (span.end_s - time_s for span in spans if span.start_s <= time_s < span.end_s)
    return min(EDGE_S, max(reach, default=0.0))
