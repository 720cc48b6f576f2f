import json

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from control_plane.actor import Visitor
from control_plane.audit_chain import TRIGGERS
from control_plane.database import transaction
from control_plane.errors import NotAuthenticated


@pytest.fixture
def rival(services, actor):
    services.operators.ensure("rival@x.example", "a long enough password", actor)
    with pytest.raises(NotAuthenticated):
        services.accounts.sign_in("rival@x.example", "wrong", Visitor("198.51.100.7"))


def test_entries_are_looked_for(signed_in, rival):
    listed = signed_in(
        "audit", "list", "--action", "login_failed", "--since", "2026-01-01", "--search", "rival"
    )
    assert "rival@x.example" in listed.out and "198.51.100.7" in listed.out
    assert "operator_created" not in listed.out
    rows = signed_in("audit", "list", "--actor", "rival@x.example", "--json").json["data"]
    assert [row["action"] for row in rows] == ["login_failed"]
    assert signed_in("audit", "list", "--until", "2026-01-01", "--json").json["data"] == []


def test_it_is_taken_along(signed_in, rival, tmp_path):
    lines = signed_in("audit", "export", "--format", "jsonl", "--action", "login_failed").out.splitlines()
    assert [json.loads(line)["actor"] for line in lines] == ["rival@x.example"]
    path = tmp_path / "audit.csv"
    assert signed_in("audit", "export", "--output", str(path)).out == f"Written to {path}\n"
    assert path.read_text(encoding="utf-8").startswith("\ufeffid,at,actor")
    assert "rival@x.example" in path.read_text(encoding="utf-8")
    assert signed_in("audit", "export", "--output", str(tmp_path / "no" / "x")).code == 2


@pytest.fixture
def quiet():
    """The panel's log, which these tests would find in the command's output."""
    with capture_logs() as logs:
        yield logs


def test_it_is_verified_and_what_to_keep_is_told(signed_in, rival, sessions, quiet):
    sound = signed_in("audit", "verify", "--json").json
    assert sound["is_sound"]
    told = signed_in("audit", "verify", "--expect", sound["head"])
    assert told.code == 0 and "keep this" in told.out
    assert signed_in("audit", "verify", "--expect", "x").code == 2
    with transaction(sessions) as session:
        for name in TRIGGERS:
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(text("DELETE FROM audit WHERE id = 2"))
    assert sound["head"] in [log.get("anchor") for log in quiet]
    tampered = signed_in("audit", "verify")
    assert (tampered.code, tampered.err.splitlines()[0]) == (1, "Entry 2 is missing.")
    document = signed_in("audit", "verify", "--json")
    assert document.code == 1 and document.json["problems"][0]["code"] == "missing"


def test_whoever_only_reads_does_not_verify(signed_in, services, operator_of):
    ana = services.accounts.sign_in("ana@operator.example", "a long enough password", Visitor()).actor
    operator_of("owner")
    services.operators.set_role(ana.operator_id, "viewer", ana)
    assert signed_in("audit", "list").code == 0
    assert signed_in("audit", "verify").code == 4
