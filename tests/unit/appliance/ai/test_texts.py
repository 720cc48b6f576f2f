import pytest

from appliance.ai import texts
from appliance.ai.wishes import wants_person

REASONS = (
    texts.MEDIA,
    texts.ASKED_FOR_PERSON,
    texts.WINDOW_CLOSED,
    texts.UNAVAILABLE,
    texts.RATE_LIMITED,
    texts.TIMED_OUT,
    texts.FALLBACK,
)


@pytest.mark.parametrize("locale", ["pt-BR", "en", "es"])
def test_every_language_says_everything(locale: str) -> None:
    assert "ACME" in texts.disclosure(locale, "ACME")
    assert all(texts.handed_off(locale, reason) for reason in REASONS)
    assert "ACME" in texts.instructions(locale, tenant_name="ACME", protocol="p", now="n")


def test_the_word_it_promises_is_understood() -> None:
    for locale in ("pt-BR", "en", "es"):
        word = texts.disclosure(locale, "ACME").split("*")[1]
        assert wants_person(word)


def test_a_name_with_braces_does_no_harm() -> None:
    assert "{x}" in texts.disclosure("pt-BR", "{x}")


def test_reasons_fit_their_column() -> None:
    assert all(len(reason) <= 40 for reason in REASONS)
