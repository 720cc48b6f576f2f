import pytest

from appliance.search.words import LONGEST, asked_for, words_in


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ação, JOSÉ!", ["acao", "jose"]),
        ("Jose\u0301", ["jose"]),  # the accent as a sign of its own
        ("R$ 1.234,56", ["r", "1", "234", "56"]),
        ("ana_paula@x.com", ["ana", "paula", "x", "com"]),
        ("bom👍🏽dia", ["bom", "👍", "🏽", "dia"]),
        ("Straße", ["strasse"]),
        ("% _ ' \" + - * ( )", []),
        ("", []),
    ],
)
def test_words_are_compared_without_accents_capitals_and_signs(text: str, words: list[str]) -> None:
    assert [word.folded for word in words_in(text)] == words


def test_a_word_stands_where_it_stood() -> None:
    assert [(word.start, word.end) for word in words_in("a ção.")] == [(0, 1), (2, 5)]


def test_only_the_beginning_of_a_very_long_word_is_compared() -> None:
    [word] = words_in("a" * 500)
    assert word.folded == "a" * LONGEST


@pytest.mark.parametrize(
    ("q", "whole", "beginning"),
    [
        ("bom DI", ("bom",), "di"),
        ("bom dia ", ("bom", "dia"), None),
        ("dia dia d", ("dia",), "d"),
        ("%", (), None),
        ("👍", (), "👍"),
    ],
)
def test_the_word_being_typed_is_a_beginning(q: str, whole: tuple[str, ...], beginning: str | None) -> None:
    asked = asked_for(q)
    assert (asked.whole, asked.beginning) == (whole, beginning)


def test_nothing_is_asked_by_signs_alone() -> None:
    assert not asked_for("+-*")
    assert asked_for("a")


@pytest.mark.parametrize(
    ("q", "text", "is_there"),
    [
        ("pedi", "O pedido chegou", True),
        ("pedi ", "O pedido chegou", False),
        ("dia bom", "Bom dia", True),
        ("bom noite", "Bom dia", False),
        ("acao", "Ação!", True),
    ],
)
def test_a_text_has_all_the_words_or_is_not_found(q: str, text: str, is_there: bool) -> None:
    assert asked_for(q).is_in(text) is is_there
