import pytest

from control_plane.operations.catalog import KINDS
from control_plane.operations.steps.all import STEPS


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_of_the_catalog_has_code(kind):
    assert [name for name in KINDS[kind].steps if name not in STEPS] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_step_stands_twice(kind):
    assert len(set(KINDS[kind].steps)) == len(KINDS[kind].steps)


def test_every_step_is_used():
    assert set(STEPS) == {name for kind in KINDS.values() for name in kind.steps}


@pytest.mark.parametrize("name", STEPS)
def test_steps_know_their_name_and_have_a_deadline(name):
    assert STEPS[name].name == name
    assert 0 < STEPS[name].deadline_seconds <= 24 * 3600
