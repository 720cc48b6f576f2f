"""One test for each way of tampering. The hand that tampers has the database and no platform key."""

import tracemalloc
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert, text

from control_plane.actor import Actor
from control_plane.audit_chain import GENESIS, TRIGGERS, Chain, Head
from control_plane.database import transaction, utc_now
from control_plane.errors import InvalidInput
from control_plane.models import AuditEntry, AuditHead
from control_plane.services.audit import record
from control_plane.services.container import make_services

ANA = Actor("ana@operator.example", "192.0.2.1")


@pytest.fixture
def verify(services):
    return lambda expect="": services.audit_verification.verify(ANA, expect)


@pytest.fixture
def trail(services, sessions):
    """Five entries."""
    for number in range(5):
        with transaction(sessions) as session:
            record(session, ANA, "login", number=number)


@pytest.fixture
def tamper(sessions):
    """Runs statements as somebody would who can write the database file."""

    def run(*statements):
        with transaction(sessions) as session:
            for name in TRIGGERS:
                session.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
            for statement in statements:
                session.execute(text(statement))

    return run


def codes(found):
    assert not found["is_sound"]
    assert found["head"] is None
    return {(problem["code"], problem["entry"]) for problem in found["problems"]}


def test_a_trail_that_nobody_touched_is_sound_and_so_is_an_empty_one(verify, sessions):
    assert verify() | {"head": ""} == {
        "is_sound": True,
        "entries": 0,
        "anchors": 0,
        "head": "",
        "problems": [],
        "problems_total": 0,
    }
    again = verify()
    assert (again["is_sound"], again["entries"], again["anchors"]) == (True, 1, 1)


def test_that_it_was_verified_is_an_entry_too(verify, services, trail):
    found = verify()
    last = services.audit.list_all()[0]
    assert (last["action"], last["details"]) == (
        "audit_verified",
        {"sound": True, "entries": 5, "problems": 0},
    )
    assert found["head"] == f"6:{last['hash']}"


@pytest.mark.parametrize(
    "change",
    [
        "actor = 'bia@operator.example'",
        "action = 'logout'",
        "details = '{\"number\": 9}'",
        "at = '2026-01-01 00:00:00'",
        "remote_address = NULL",
        "tenant_id = 'x'",
        f"hash = '{'a' * 64}'",
    ],
)
def test_an_edit(verify, trail, tamper, change):
    tamper(f"UPDATE audit SET {change} WHERE id = 3")  # noqa: S608
    assert ("altered", 3) in codes(verify())


def test_an_edit_of_the_last_one(verify, trail, tamper):
    tamper("UPDATE audit SET actor = 'x' WHERE id = 5")
    assert codes(verify()) == {("altered", 5)}


def test_a_deletion(verify, trail, tamper):
    tamper("DELETE FROM audit WHERE id = 3")
    found = verify()
    assert ("missing", 4) in codes(found)
    assert found["problems"][0]["message"] == "Entry 3 is missing."


def test_a_deletion_is_told_once_however_many_anchors_there_are(verify, trail, tamper):
    verify()
    verify()
    tamper("DELETE FROM audit WHERE id IN (2, 3)")
    assert codes(verify()) == {("missing", 4), ("miscounted", None)}


def test_a_deletion_at_the_beginning(verify, trail, tamper):
    tamper("DELETE FROM audit WHERE id < 3")
    assert ("missing", 3) in codes(verify())


def test_a_deletion_that_closes_the_gap(verify, trail, tamper):
    tamper("DELETE FROM audit WHERE id = 3", "UPDATE audit SET id = id - 1 WHERE id > 3")
    assert ("altered", 3) in codes(verify())


def test_a_reorder(verify, trail, tamper):
    tamper(
        "UPDATE audit SET id = -2 WHERE id = 2",
        "UPDATE audit SET id = 2 WHERE id = 3",
        "UPDATE audit SET id = 3 WHERE id = -2",
    )
    assert {("altered", 2), ("altered", 3)} <= codes(verify())


def test_a_reorder_of_what_rows_hold(verify, trail, tamper):
    tamper(
        "CREATE TEMP TABLE two AS SELECT * FROM audit WHERE id IN (2, 3)",
        "UPDATE audit SET details = (SELECT details FROM two WHERE two.id = 5 - audit.id),"
        " hash = (SELECT hash FROM two WHERE two.id = 5 - audit.id) WHERE id IN (2, 3)",
    )
    assert {("altered", 2), ("altered", 3)} <= codes(verify())


def test_an_entry_that_somebody_else_wrote(verify, trail, tamper):
    tamper(
        "INSERT INTO audit SELECT 6, at, actor, 'backup_submitted', tenant_id, remote_address, details, hash"
        " FROM audit WHERE id = 5"
    )
    assert {("altered", 6), ("miscounted", None)} == codes(verify())


def test_a_cut_tail(verify, trail, tamper):
    tamper("DELETE FROM audit WHERE id > 3")
    found = verify()
    assert codes(found) == {("tail_cut", None)}
    assert found["problems"][0]["message"] == "The trail should have 5 entries up to 5: it has 3."


def test_a_cut_tail_with_a_head_that_agrees(verify, trail, tamper):
    tamper(
        "DELETE FROM audit WHERE id > 3",
        "UPDATE audit_head SET count = 3, last_id = 3, hash = (SELECT hash FROM audit WHERE id = 3)",
    )
    assert codes(verify()) == {("head_forged", None)}


def test_a_cut_tail_and_no_head(verify, trail, tamper):
    tamper("DELETE FROM audit WHERE id > 3", "DELETE FROM audit_head")
    assert codes(verify()) == {("head_missing", None)}


@pytest.mark.parametrize("head", ["DELETE FROM audit_head", "UPDATE audit_head SET count = 3, last_id = 3"])
def test_what_is_written_after_does_not_heal_a_cut_tail(verify, trail, tamper, sessions, head):
    tamper("DELETE FROM audit WHERE id > 3", head)
    with transaction(sessions) as session:
        record(session, ANA, "login")
    found = verify()
    assert ("altered", 4) in codes(found)
    assert ("altered", 4) in codes(verify())


def test_what_is_written_after_a_cut_tail_leaves_the_gap_open(verify, trail, tamper, sessions):
    tamper("DELETE FROM audit WHERE id > 3")
    with transaction(sessions) as session:
        record(session, ANA, "login")
    found = verify()
    assert ("missing", 6) in codes(found)
    assert found["problems"][0]["message"] == "Entries 4 to 5 are missing."


@pytest.fixture
def earlier(sessions, trail, services):
    """How head and trail stood some entries ago: what somebody has who copied the database then."""
    with transaction(sessions) as session:
        head = session.get_one(AuditHead, 1)
        values = {name: getattr(head, name) for name in ("count", "last_id", "hash", "seal")}
        anchor = f"{head.count}:{head.hash}"
    for _ in range(3):
        with transaction(sessions) as session:
            record(session, ANA, "logins_revealed")

    def back():
        head = ", ".join(f"{name} = '{value}'" for name, value in values.items())
        return "DELETE FROM audit WHERE id > 5", f"UPDATE audit_head SET {head}"  # noqa: S608

    back.anchor = anchor
    return back


def test_an_older_database_fits_in_itself_and_is_found_by_an_anchor(services, verify, earlier, tamper):
    assert services.audit_verification.anchor()
    tamper(*earlier())
    found = verify()
    assert codes(found) == {("anchor_lost", None)}
    assert "entry number 8" in found["problems"][0]["message"]


def test_without_an_anchor_it_is_not_found(verify, earlier, tamper):
    """As the documentation says: what nobody kept, nobody misses."""
    tamper(*earlier())
    assert verify()["is_sound"]


def test_an_anchor_kept_elsewhere_finds_it_too(services, settings, verify, earlier, tamper):
    kept = verify()["head"]
    tamper(*earlier())
    (settings.data_dir / "audit-anchors.log").unlink()
    assert codes(verify(kept)) == {("anchor_lost", None)}
    assert verify(earlier.anchor)["is_sound"]


def test_an_anchor_of_another_trail_is_not_of_this_one(verify, trail):
    assert codes(verify(f"3:{'a' * 64}")) == {("anchor_lost", None)}


def test_an_anchor_holds_for_its_number_alone(verify, trail, services):
    entry = services.audit.list_all()[0]
    assert verify(f"{entry['id']}:{entry['hash']}")["is_sound"]
    assert codes(verify(f"2:{entry['hash']}")) == {("anchor_lost", None)}


@pytest.mark.parametrize("expect", ["x", "5", "5:", f"5:{'A' * 64}", f"-1:{'a' * 64}", f"0:{'0' * 64}"])
def test_what_is_no_anchor_is_refused(verify, trail, expect):
    with pytest.raises(InvalidInput) as refused:
        verify(expect)
    assert [*refused.value.details["fields"]] == ["expect"]


def test_a_line_that_somebody_added_to_the_anchors(services, settings, verify, trail):
    verify()
    path = settings.data_dir / "audit-anchors.log"
    path.write_text(path.read_text() + f"{utc_now().isoformat()} 2:{'a' * 64} {'b' * 64}\nnonsense\n")
    found = verify()
    assert codes(found) == {("anchor_forged", None)}
    assert found["problems_total"] == 2


def test_a_trail_that_was_tampered_with_is_anchored_no_more(services, settings, verify, trail, tamper):
    verify()
    path = settings.data_dir / "audit-anchors.log"
    before = path.read_text()
    tamper("UPDATE audit SET actor = 'x' WHERE id = 3")
    verify()
    assert path.read_text() == before


def test_under_another_platform_key_nothing_is_sound(settings, sessions, services, trail):
    other = make_services(replace(settings, platform_key="cd" * 32), sessions, services.notices)
    assert {("altered", 1), ("head_forged", None)} <= codes(other.audit_verification.verify(ANA))


def test_however_much_is_wrong_the_first_is_told_and_the_rest_counted(verify, sessions, services, tamper):
    for _ in range(30):
        with transaction(sessions) as session:
            record(session, ANA, "login")
    tamper("UPDATE audit SET actor = 'x'")
    found = verify()
    assert (len(found["problems"]), found["problems_total"]) == (20, 30)


def test_what_is_written_meanwhile_is_no_problem(verify, sessions, trail, services, monkeypatch):
    walk = type(services.audit_verification)._walk

    def somebody_writes_first(self, *args):
        with transaction(sessions) as session:
            record(session, ANA, "login")
        services.audit_verification.anchor()
        return walk(self, *args)

    monkeypatch.setattr(type(services.audit_verification), "_walk", somebody_writes_first)
    assert verify()["is_sound"]


@pytest.fixture
def long_trail(sessions, settings):
    """A hundred thousand entries, written at once."""
    chain, head, at = Chain(settings.platform_key), Head(), utc_now()
    with transaction(sessions) as session:
        for thousand in range(100):
            rows = []
            for number in range(1000):
                entry = {
                    "id": thousand * 1000 + number + 1,
                    "at": at + timedelta(seconds=number),
                    "actor": ANA.name,
                    "action": "login",
                    "tenant_id": None,
                    "remote_address": ANA.remote_address,
                    "details": {"number": number, "words": "x" * 100},
                }
                head = Head(entry["id"], entry["id"], chain.link(head.hash, entry))
                rows.append({**entry, "hash": head.hash})
            session.execute(insert(AuditEntry), rows)
        values = {"count": head.count, "last_id": head.last_id, "hash": head.hash}
        session.execute(insert(AuditHead).values(id=1, **values, seal=chain.seal_head(head)))


def test_a_hundred_thousand_entries_are_walked_a_few_at_a_time(verify, long_trail, tamper):
    tamper("UPDATE audit SET actor = 'x' WHERE id = 77777")
    tracemalloc.start()
    found = verify()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found["entries"], codes(found)) == (100_000, {("altered", 77777)})
    assert peak < 8 * 1024**2  # the whole table would be ten times as much


def test_nothing_stands_before_the_first():
    assert GENESIS == "0" * 64


def test_an_entry_written_before_all_others_is_found(verify, trail, tamper):
    tamper(
        "INSERT INTO audit (id, at, actor, action, details, hash)"
        " SELECT -5, at, 'bia', action, details, hash FROM audit WHERE id = 1"
    )
    assert codes(verify()) == {("altered", -5)}


def test_what_is_no_hash_at_all_is_found_too(verify, trail, tamper, settings):
    verify()
    path = settings.data_dir / "audit-anchors.log"
    path.write_text(path.read_text().rstrip("\n") + "é\n")
    tamper("UPDATE audit_head SET seal = 'é'")
    assert {code for code, _ in codes(verify())} == {"anchor_forged", "head_forged"}
