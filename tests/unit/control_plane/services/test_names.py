import unicodedata

import pytest

from control_plane.services.names import name_problem, tidy_name

MISSING = "Give the name."


@pytest.mark.parametrize(
    "name",
    [
        "Padaria da Vila",
        "Ipê & Cia. Ltda. — 2ª loja",
        "شركة الأمل",
        "עזרה 24",
        "नमस्ते",
        "می\u200cخواهم",  # a joiner inside a word is part of its spelling
        "👩\u200d🍳 Cozinha",
        "A" * 120,
    ],
)
def test_names_of_the_world_are_taken_as_they_are(name):
    assert name_problem(tidy_name(name), MISSING) is None
    assert tidy_name(name) == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    "code",
    [0x00, 0x09, 0x0A, 0x1B, 0x7F, 0x85, 0x2028, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xD800],
)
def test_what_breaks_a_line_or_turns_the_direction_is_refused(code):
    assert "invisible characters" in name_problem(tidy_name(f"ACME{chr(code)}moc.live"), MISSING)


@pytest.mark.parametrize(
    "name", ["", "   ", "\u00a0", "\u200b", "\ufeff \u200b", "\u200d", "\u2800", "\u3164", "\u0301"]
)
def test_what_nobody_can_see_is_no_name(name):
    assert name_problem(tidy_name(name), MISSING) == MISSING


def test_too_long_says_how_long():
    assert "120" in name_problem("A" * 121, MISSING)
    assert "40" in name_problem("A" * 41, MISSING, longest=40)


def test_accents_have_one_spelling_and_ends_are_clean():
    assert tidy_name(unicodedata.normalize("NFD", " \ufeffIpê\n")) == "Ipê"
