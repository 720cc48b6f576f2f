import pytest

from appliance.contacts.field_values import LONGEST, checked, shown
from appliance.errors import InvalidInput


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("text", "  São José ", "São José"),
        ("text", "   ", None),
        ("number", "1.234,50", "1234.5"),
        ("number", "-0,0", "0"),
        ("number", "0012", "12"),
        ("number", "1234.5", "1234.5"),
        ("date", "2024-02-29", "2024-02-29"),
        ("choice", "Ouro", "Ouro"),
        ("boolean", "false", "false"),
        ("link", "exemplo.com.br/a?b=1", "https://exemplo.com.br/a?b=1"),
        ("link", "http://exemplo.com", "http://exemplo.com"),
        ("document", "529.982.247-25", "52998224725"),
    ],
)
def test_a_value_has_one_spelling(kind: str, typed: str, stored: str | None) -> None:
    assert checked(kind, ["Ouro", "Prata"], typed) == stored


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("text", "a\nb"),
        ("text", "abc\u202edef"),
        ("number", "doze"),
        ("number", "1e9"),
        ("number", "NaN"),
        ("date", "2023-02-29"),
        ("date", "31/12/2024"),
        ("date", "0001-01-01"),
        ("choice", "Bronze"),
        ("boolean", "talvez"),
        ("link", "javascript:alert(1)"),
        ("link", "ftp://exemplo.com"),
        ("link", "https://exemplo.com@mal.example"),
        ("link", "https://um espaço.com"),
        ("link", "semponto"),
        ("link", "http://[::1"),
        ("document", "123"),
    ],
)
def test_what_is_none_is_refused_beside_the_field(kind: str, typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(kind, ["Ouro"], typed)
    assert (refused.value.code, refused.value.details["field"]) == ("invalid_value", "value")


def test_a_value_has_an_end() -> None:
    assert checked("text", [], "x" * LONGEST) == "x" * LONGEST
    with pytest.raises(InvalidInput) as refused:
        checked("text", [], "x" * (LONGEST + 1))
    assert refused.value.code == "too_long"


@pytest.mark.parametrize(
    ("kind", "stored", "locale", "read"),
    [
        ("date", "2024-02-29", "pt-BR", "29/02/2024"),
        ("date", "2024-02-29", "en", "2024-02-29"),
        ("number", "1234.5", "es", "1234,5"),
        ("boolean", "true", "pt-BR", "sim"),
        ("boolean", "false", "en", "no"),
        ("document", "52998224725", "en", "529.982.247-25"),
        ("text", "Ouro", "pt-BR", "Ouro"),
    ],
)
def test_customers_read_it_in_their_language(kind: str, stored: str, locale: str, read: str) -> None:
    assert shown(kind, stored, locale) == read
