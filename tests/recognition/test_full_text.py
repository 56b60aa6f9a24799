"""Texts as folded words, what a search asks for, and its hits in a text."""

import pytest

from recognition.full_text import folded, parts, snippet, terms, title_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ärger, Müller!", "arger muller"),
        ("It’s 3.5 kHz – e-mail_me", "it s 3 5 khz e mail me"),
        ("Straße", "strasse"),
        ("会議です", "会 議 て す"),
        ("Привет, МИР", "привет мир"),
        ("\x00…", ""),
    ],
)
def test_a_text_becomes_words_without_case_accents_and_punctuation(text: str, words: str) -> None:
    assert folded(text) == words


def test_a_title_can_be_looked_into_from_the_beginning_of_each_word() -> None:
    assert f" {folded('Müll')}" in title_words("Der Müller")
    assert f" {folded('üller')}" not in title_words("Der Müller")


@pytest.mark.parametrize(
    ("search", "wanted"),
    [
        ("big Budget", [("big",), ("budget",)]),
        ('"big budget" cut', [("big", "budget"), ("cut",)]),
        ('"left open', [("left", "open")]),
        ("e-mail", [("e", "mail")]),
        ("!!!", []),
        ('""', []),
    ],
)
def test_a_search_asks_for_words_and_quoted_phrases(search: str, wanted: list[tuple[str, ...]]) -> None:
    assert terms(search) == wanted


def test_a_search_has_a_limit() -> None:
    assert len(terms("word " * 10_000)) <= 10
    assert all(len(word) <= 100 for term in terms("x" * 5000) for word in term)


def found(text: str, search: str) -> list[str]:
    return [part.text for part in parts(text, terms(search)) if part.found]


def test_hits_are_marked_as_they_are_written() -> None:
    assert found("The MÜLLER said: Müllers pay.", "muller") == ["MÜLLER", "Müllers"]
    assert found("We talk about the new budget", '"the new" bud') == ["the new", "budget"]
    assert found("the old, the new", '"the new"') == ["the new"]
    assert found("nothing", "else") == []


def test_the_parts_are_the_whole_text() -> None:
    text = "  one two, one!"
    assert "".join(part.text for part in parts(text, terms("one"))) == text


def test_a_snippet_is_cut_around_its_first_hit_at_words() -> None:
    text = "before " * 50 + "here it is " + "after " * 80
    shown = "".join(part.text for part in snippet(text, terms("here")))
    assert shown.startswith("… before")
    assert shown.endswith("after …")
    assert "here it is" in shown
    assert len(shown) < 260
    assert snippet(text, terms("absent")) == []
