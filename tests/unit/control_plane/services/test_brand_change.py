import pytest

from control_plane.models import LONGEST_PICTURE
from control_plane.services.brand_change import (
    FIELDS,
    BrandChange,
    brand_problems,
    content_type,
    tidy_change,
)
from control_plane.web.language import LANGUAGES, language

PNG = b"\x89PNG\r\n\x1a\n"
WEBP = b"RIFF\x0a\x00\x00\x00WEBP"


def problems(**change):
    return brand_problems(tidy_change(BrandChange(**change)))


@pytest.mark.parametrize(
    ("name", "text", "tidied"),
    [
        ("name", "  Padaria \n do  Zé ", "Padaria do Zé"),
        ("login_text", " Olá!\r\nBem-vinda. ", "Olá!\nBem-vinda."),
        ("colour", " #0F6B52 ", "#0f6b52"),
    ],
)
def test_texts_have_one_spelling(name, text, tidied):
    change = tidy_change(BrandChange({name: text}))
    assert change.texts == {name: tidied}
    assert brand_problems(change) == {}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("name", "x" * 61, "at most 60"),
        ("name", "\u202eemon", "invisible"),
        ("name", "\u200b", "Write something"),
        ("login_text", "x" * 301, "at most 300"),
        ("login_text", "a\n\u202eb", "invisible"),
        ("login_text", "a\x00", "invisible"),
        ("login_text", "\n \n", "Write something"),
        ("colour", "green", "such as #0f6b52"),
        ("colour", "#0f6b5", "such as #0f6b52"),
        ("colour", "#0f6b52;", "such as #0f6b52"),
    ],
)
def test_texts_that_cannot_be(name, text, words):
    assert words in problems(texts={name: text})[name]


@pytest.mark.parametrize("content", [PNG, b"\xff\xd8\xff\xe0", WEBP, PNG + b"x" * (LONGEST_PICTURE - 8)])
def test_pictures_that_are_taken(content):
    assert problems(pictures={"logo": content}) == {}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"GIF89a", "PNG, JPEG or WebP"),
        (b"RIFF....WAVE", "PNG, JPEG or WebP"),
        (b"<?xml version='1.0'?><SVG onload='x'>", "export the picture as PNG"),
        (PNG + b"x" * LONGEST_PICTURE, "at most 350 KB"),
    ],
)
def test_pictures_that_are_not(content, words):
    assert words in problems(pictures={"favicon": content})["favicon"]


def test_what_is_set_is_not_reset_too():
    change = {"texts": {"name": "ACME"}, "pictures": {"logo": PNG}, "resets": frozenset(FIELDS)}
    assert set(problems(**change)) == {"name", "logo"}


def test_everything_that_is_wrong_is_told_at_once():
    assert set(problems(texts={"name": "", "colour": "x"}, pictures={"logo": b""})) == {
        "name",
        "colour",
        "logo",
    }


def test_only_what_is_taken_has_a_type():
    assert [content_type(each) for each in (PNG, WEBP, b"%PDF-")] == ["image/png", "image/webp", None]


@pytest.mark.parametrize("code", sorted(LANGUAGES.keys() - {"en"}))
def test_every_problem_is_translated(code):
    wrong = [
        {"texts": {"name": "x" * 61, "login_text": "\n", "colour": "x"}},
        {"texts": {"name": "\u202ex"}},
        {"pictures": {"logo": b"", "favicon": b"<svg"}},
        {"pictures": {"logo": b"GIF", "favicon": PNG + b"x" * LONGEST_PICTURE}},
        {"texts": {"name": "ACME"}, "resets": frozenset({"name"})},
    ]
    said = [problem for change in wrong for problem in problems(**change).values()]
    assert len(said) == 9
    for sentence in said:
        assert language(code).sentence(sentence) != sentence
