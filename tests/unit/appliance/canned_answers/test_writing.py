import pytest

from appliance.canned_answers.writing import Written, checked
from appliance.errors import InvalidInput


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ("bom-dia", "bom-dia"),
        ("/Saudação final", "saudacao-final"),
        (" 2ª_VIA ", "2a_via"),
        ("", None),
        ("/", None),
        ("a" * 33, None),
        ("a" * 10_000, None),
        ("<b>", None),
    ],
)
def test_a_shortcut_is_a_slug(given: str, stored: str | None) -> None:
    try:
        assert checked(Written(given, "Título", "Texto")).shortcut == stored
    except InvalidInput as error:
        assert (stored, error.code, error.details["field"]) == (None, "invalid_shortcut", "shortcut")


@pytest.mark.parametrize(
    ("title", "content", "code", "field"),
    [
        (" ", "x", "required", "title"),
        ("x", "\n ", "required", "content"),
        ("x" * 81, "x", "too_long", "title"),
        ("x", "x" * 4097, "too_long", "content"),
        ("x", "{{idade}}", "unknown_variable", "content"),
        ("x", "\ud800", "invalid_text", "content"),
    ],
)
def test_what_is_wrong_is_said_of_its_field(title: str, content: str, code: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        checked(Written("x", title, content))
    assert (refused.value.code, refused.value.details["field"]) == (code, field)
