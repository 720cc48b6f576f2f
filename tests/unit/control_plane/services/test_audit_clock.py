"""What the clock does every hour."""

import pytest
from sqlalchemy import text

from control_plane.actor import Actor
from control_plane.audit_chain import TRIGGERS
from control_plane.database import transaction
from control_plane.services.audit import record

ANA = Actor("ana@operator.example")


@pytest.fixture
def lines(settings):
    path = settings.data_dir / "audit-anchors.log"
    return lambda: path.read_text().splitlines() if path.exists() else []


@pytest.fixture
def write(services, sessions):
    def make():
        with transaction(sessions) as session:
            record(session, ANA, "login")

    return make


def test_it_anchors_what_there_is(services, lines, write):
    assert services.audit_verification.anchor() and lines() == []
    write()
    for _ in range(2):
        assert services.audit_verification.anchor()
    write()
    assert services.audit_verification.anchor()
    assert [line.split(" ")[1].split(":")[0] for line in lines()] == ["1", "2"]


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_head SET count = 1", "DELETE FROM audit_head"],
)
def test_a_trail_that_is_shorter_than_its_anchor_is_told_and_not_anchored(
    services, sessions, lines, write, statement
):
    write()
    write()
    services.audit_verification.anchor()
    with transaction(sessions) as session:
        for name in TRIGGERS:
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text(statement))
    assert not services.audit_verification.anchor()
    assert len(lines()) == 1
