"""Whatever step the catalog names is described, in every language of the panel."""

import re

import pytest

from control_plane.operations.catalog import KINDS
from control_plane.operations.plans import step_plan, texts
from control_plane.operations.words import ENGLISH, LANGUAGES, say
from control_plane.web.language import LANGUAGES as OF_THE_PANEL

PLACE = re.compile(r"\{(\w+)\}")
EVERY_STEP = [(kind, step) for kind in KINDS for step in KINDS[kind].steps]


def every_text():
    for name, plan in texts().steps.items():
        for part in ("does", "condition", "interrupts", "irreversible"):
            if getattr(plan, part):
                yield f"{name}.{part}", getattr(plan, part)
    yield from texts().because.items()
    yield from texts().terms.items()


@pytest.mark.parametrize(("kind", "step"), EVERY_STEP)
def test_every_step_of_every_kind_is_described(kind, step):
    plan = step_plan(kind, step)
    assert plan.seconds > 0
    assert set(plan.interrupted_steps) <= set(KINDS[kind].steps)


def test_nothing_is_described_that_no_kind_does():
    known = {step for _, step in EVERY_STEP} | {f"{kind}.{step}" for kind, step in EVERY_STEP}
    assert texts().steps.keys() - known == {
        "schedule_purge.at_once",
        "smoke_test.silent",
        "change.deploy_stack.all",
        "change.deploy_stack.web",
    }


def test_every_text_stands_in_every_language_with_the_same_places():
    assert set(LANGUAGES) == set(OF_THE_PANEL)
    for name, words in every_text():
        assert set(words) == set(LANGUAGES), name
        places = {language: sorted(PLACE.findall(words[language])) for language in LANGUAGES}
        assert len(set(map(tuple, places.values()))) == 1, name
        assert all(words.values()), name


def test_a_step_may_mean_something_else_in_another_kind():
    assert step_plan("restore", "deploy_stack").does != step_plan("create_tenant", "deploy_stack").does


def test_an_unknown_language_is_read_to_in_english():
    assert say({ENGLISH: "so {much}"}, "tlh", {"much": "long"}) == "so long"
    with pytest.raises(KeyError):
        say({ENGLISH: "so {much}"}, ENGLISH)
