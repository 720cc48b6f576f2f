"""The texts by which failures are explained: complete in every language, for every kind."""

import re
from dataclasses import fields

import pytest

from control_plane.operations.catalog import KINDS
from control_plane.operations.explanations import ADVICE, DATA, SERVING, meaning_of, texts
from control_plane.operations.words import LANGUAGES

PLACE = re.compile(r"\{(\w+)\}")
GIVEN = {"id", "step", "slug", "stack", "web", "worker", "mysql", "runner", "url"}


def every_text():
    for code, cause in texts().causes.items():
        for part in ("cause", "check", "next"):
            yield f"{code}.{part}", getattr(cause, part)
        if cause.undo:
            yield f"{code}.undo", cause.undo
    for name, meaning in texts().means.items():
        yield name, meaning.words
    yield from texts().resume.items()
    yield from texts().ways_round.items()


@pytest.mark.parametrize(("name", "words"), [*every_text()])
def test_a_text_stands_in_every_language_with_the_same_places(name, words):
    assert set(words) == set(LANGUAGES)
    assert all(words.values())
    places = [set(PLACE.findall(words[language])) for language in LANGUAGES]
    assert places[0] == places[1] == places[2] <= GIVEN


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_what_its_failure_means(kind):
    for step in KINDS[kind].steps:
        meaning = meaning_of(kind, step)
        assert meaning.serving in SERVING and meaning.data in DATA
    assert meaning_of(kind, None)


def test_a_meaning_of_a_step_is_of_one_that_the_kind_has():
    own = {cause.means for cause in texts().causes.values() if cause.means}
    for name in texts().means.keys() - own - {"undo", "not_begun"}:
        kind, _, step = name.partition(".")
        assert not step or step in KINDS[kind].steps, name


def test_a_way_round_is_of_a_step_that_the_kind_has():
    for name in texts().ways_round:
        kind, _, step = name.partition(".")
        assert step in KINDS[kind].steps, name


def test_every_cause_gives_an_advice_that_has_words():
    assert set(texts().resume) == set(ADVICE)
    assert {cause.resume for cause in texts().causes.values()} <= set(ADVICE)
    assert {field.name for field in fields(next(iter(texts().causes.values())))} == {
        "resume", "cause", "check", "next", "means", "resume_of", "undo",
    }  # fmt: skip
    for cause in texts().causes.values():
        assert set(cause.resume_of.values()) <= set(ADVICE) and set(cause.resume_of) <= set(KINDS)
