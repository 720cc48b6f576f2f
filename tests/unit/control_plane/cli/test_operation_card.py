import pytest

from control_plane.cli.operation_card import operation_card, step_lines
from control_plane.database import transaction, utc_now
from control_plane.models import Operation


@pytest.fixture
def failed(add_tenant, services, sessions, actor):
    """The id of a repair whose second step failed."""
    add_tenant()
    operation, _ = services.repairs.submit("acme", actor)
    with transaction(sessions) as session:
        row = session.get_one(Operation, operation["id"])
        row.state, row.started_at, row.finished_at = "failed", utc_now(), utc_now()
        row.error_code, row.error_message, row.next_action = "no_room", "The disk is full.", "Free some."
        row.steps[0].state, row.steps[0].started_at, row.steps[0].finished_at = "done", utc_now(), utc_now()
        row.steps[1].state, row.steps[1].output = "failed", "one\n\x1b[31mtwo"
    return operation["id"]


def test_one_look_at_what_failed(signed_in, failed):
    shown = signed_in("operation", "show", failed)
    assert (shown.code, shown.err) == (0, "")
    for text in ("acme", "failed", "by ana@operator.example", "The disk is full. (no_room)", "Free some."):
        assert text in shown.out
    assert "    one\n    \ufffd[31mtwo\n" in shown.out
    assert "done, 0 s" in shown.out
    told = signed_in("operation", "show", failed, "--json").json
    assert told["steps"][1]["output"].startswith("one")


def test_of_nothing(signed_in):
    assert signed_in("operation", "show", "nothing").code == 2


MOMENT = "2026-11-21T09:14:30+00:00"
OPERATION = {
    "id": "o1",
    "kind": "create_tenant",
    "tenant": "acme",
    "state": "queued",
    "waits_for": None,
    "ahead": 0,
    "retry_at": None,
    "canceled_by": None,
    "is_undoing": False,
    "error": None,
    "requested_by": "ana",
    "created_at": MOMENT,
    "started_at": None,
    "finished_at": None,
    "steps": [],
}
STEP = {
    "name": "swap_volumes",
    "state": "pending",
    "percent": 40,
    "message": "",
    "output": "",
    "started_at": None,
    "finished_at": None,
}


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "queued"),
        ({"ahead": 2, "waits_for": {"kind": "rotate"}}, "queued, behind 2 more of this tenant, now rotate"),
        ({"state": "running", "canceled_by": "bia"}, "running, canceled by bia"),
    ],
)
def test_how_it_stands(changes, state):
    assert operation_card({**OPERATION, **changes})["state"] == state


def test_one_that_waits_says_until_when():
    waiting = operation_card({**OPERATION, "state": "waiting", "retry_at": MOMENT, "is_undoing": True})
    assert waiting["state"].startswith("waiting, until 2026-11-21")
    assert waiting["kind"] == "undo of create tenant"


@pytest.mark.parametrize(
    ("changes", "lines"),
    [
        ({}, [" 1. swap volumes: pending"]),
        ({"state": "running", "message": "Copying"}, [" 1. swap volumes: running, 40 %", "    Copying"]),
        (
            {"state": "done", "started_at": MOMENT, "finished_at": "2026-11-21T09:15:35+00:00"},
            [" 1. swap volumes: done, 65 s"],
        ),
    ],
)
def test_a_step(changes, lines):
    assert list(step_lines({**OPERATION, "steps": [{**STEP, **changes}]})) == lines
