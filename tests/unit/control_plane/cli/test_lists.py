"""Lists longer than a page of the API."""

import pytest

from control_plane.cli import commands
from control_plane.database import transaction
from control_plane.services import alarms

LISTS = (
    ("alarm", "list"),
    ("webhook", "list"),
    ("event", "deliveries"),
    ("operation", "list"),
    ("audit", "list"),
)


@pytest.fixture
def five(add_tenant, sessions, monkeypatch):
    """Five alarms, and pages of two."""
    ids = [add_tenant(f"t{number}").id for number in range(5)]
    with transaction(sessions) as session:
        for id_ in ids:
            alarms.raise_(session, "backup_overdue", tenant_id=id_, details={"hours": 31})
    monkeypatch.setattr(commands, "_PAGE", 2)


@pytest.mark.parametrize(
    ("options", "count", "has_more"),
    [
        (("--limit", "1"), 1, True),
        (("--limit", "2"), 2, True),
        (("--limit", "3"), 3, True),
        (("--limit", "300"), 5, False),
        (("--all",), 5, False),
        (("--all", "--state", "cleared"), 0, False),
    ],
)
def test_as_many_as_are_wanted(signed_in, five, options, count, has_more):
    answer = signed_in("alarm", "list", *options, "--json")
    assert len({row["id"] for row in answer.json["data"]}) == count
    assert (answer.json["next_cursor"] is not None) == has_more


@pytest.mark.parametrize("path", LISTS)
def test_every_long_list_takes_the_same(signed_in, five, path):
    for options in (("--all",), ("--limit", "1000")):
        answer = signed_in(*path, *options, "--json")
        assert (answer.code, answer.json["next_cursor"]) == (0, None)
    assert signed_in(*path, "--limit", "0").code == 2
