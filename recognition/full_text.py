"""Searching in what was said: text as folded words, an index of them in either database, and the hits to show.

A text becomes words without case, accents and punctuation, the same for both databases and for what is searched.
SQLite indexes them with FTS5, PostgreSQL with a GIN index (migration 0007). A search is a list of terms, each a word or a
“quoted phrase” whose last word may go on; all have to be found.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

MAX_TERMS = 10
MAX_TERM_CHARACTERS = 100

# Scripts that write no spaces: each of their characters counts as a word, so that any part of a text is found.
_SPACELESS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_SPACELESS}]|[^\W_{_SPACELESS}]+")
_TERM = re.compile(r'"([^"]*)"?|(\S+)')

Term = tuple[str, ...]
"""Folded words that follow each other; the last may go on."""


def folded(text: str) -> str:
    """“Ärger, Müller!” gives “arger muller”."""
    plain = "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))
    return " ".join(_WORD.findall(plain.casefold()))


def title_words(title: str) -> str:
    """Folded, with a space in front, so that the beginning of any word can be looked for."""
    return f" {folded(title)}"


def terms(search: str) -> list[Term]:
    """What has to be found; none where the search holds no word."""
    written = (phrase or word for phrase, word in _TERM.findall(search[: MAX_TERMS * MAX_TERM_CHARACTERS]))
    words = (tuple(folded(each[:MAX_TERM_CHARACTERS]).split()) for each in written)
    return [each for each in words if each][:MAX_TERMS]


class SearchWordsField(models.TextField):  # type: ignore[type-arg]
    """Folded words of a segment, indexed; `has_words` finds a term in them."""


@SearchWordsField.register_lookup
class HasWords(models.Lookup):
    """Whether a term is in the indexed words."""

    lookup_name = "has_words"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        table = connection.ops.quote_name(self.lhs.alias)
        found = "SELECT rowid FROM recognition_segment_words WHERE recognition_segment_words MATCH %s"
        return f'{table}."id" IN ({found})', [f'"{" ".join(self.rhs)}"*']

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[str]]:
        words, _ = self.process_lhs(compiler, connection)
        return f"to_tsvector('simple', {words}) @@ to_tsquery('simple', %s)", [f"{' <-> '.join(self.rhs)}:*"]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text, and whether it was looked for."""

    text: str
    found: bool


CONTEXT_CHARACTERS = 70


def parts(text: str, wanted: Sequence[Term]) -> list[Part]:
    """The whole text, cut where a hit begins or ends."""
    pieces, at = [], 0
    for start, end in _found_spans(text, wanted):
        pieces += [Part(text[at:start], False), Part(text[start:end], True)]
        at = end
    return [part for part in [*pieces, Part(text[at:], False)] if part.text]


def snippet(text: str, wanted: Sequence[Term]) -> list[Part]:
    """The same around the first hit, with “…” where something is left out."""
    first = next(_found_spans(text, wanted), None)
    if first is None:
        return []
    start = _word_start(text, first[0] - CONTEXT_CHARACTERS)
    end = _word_start(text, first[1] + 2 * CONTEXT_CHARACTERS, default=len(text))
    shown = parts(text[start:end].strip(), wanted)
    before, after = [Part("… ", False)] * (start > 0), [Part(" …", False)] * (end < len(text))
    return [*before, *shown, *after]


def _word_start(text: str, near: int, *, default: int = 0) -> int:
    """The first place from there on where a word begins."""
    if not 0 < near < len(text):
        return default
    space = text.find(" ", near)
    return default if space < 0 else space + 1


def _found_spans(text: str, wanted: Sequence[Term]) -> Iterator[tuple[int, int]]:
    """From and to of each hit, in order, none within another."""
    words = [(match.span(), folded(match.group())) for match in _WORD.finditer(text)]
    place = 0
    while place < len(words):
        length = max((len(term) for term in wanted if _begins(words, place, term)), default=0)
        if length:
            yield words[place][0][0], words[place + length - 1][0][1]
        place += max(1, length)


def _begins(words: Sequence[tuple[tuple[int, int], str]], place: int, term: Term) -> bool:
    here = [word for _span, word in words[place : place + len(term)]]
    return len(here) == len(term) and here[:-1] == list(term[:-1]) and here[-1].startswith(term[-1])
