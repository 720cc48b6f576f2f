from dataclasses import replace
from functools import partial

import pytest

from control_plane.alarms.catalog import SEVERITIES, alarm_codes
from control_plane.database import transaction
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.operations.words import LANGUAGES
from control_plane.services import alarms
from control_plane.services.alarms import AlarmFilter


@pytest.fixture
def wrong(sessions, add_tenant):
    """Raises `backup_overdue` for a tenant."""
    ids = {slug: add_tenant(slug).id for slug in ("acme", "zeta")}

    def make(slug="acme", **changes):
        with transaction(sessions) as session:
            values = {"tenant_id": ids[slug], "details": {"hours": 31}, **changes}
            return alarms.raise_(session, "backup_overdue", **values).id

    make.ids = ids
    return make


@pytest.mark.parametrize("code", sorted(alarm_codes()))
def test_each_says_why_and_what_to_do_in_each_language(code):
    known = alarm_codes()[code]
    assert known.severity in SEVERITIES
    assert all(known.reason[language] and known.next[language] for language in LANGUAGES)


def test_a_code_without_texts_is_not_raised(sessions):
    with transaction(sessions) as session, pytest.raises(KeyError):
        alarms.raise_(session, "nobody_described_it")


def test_seen_again_it_is_the_same_one(services, wrong):
    assert wrong() == wrong(details={"hours": 32})
    (shown,) = services.alarms.list_all()
    assert shown["reason"] == "ACME has had no backup for 32 hours."
    assert shown["next"].startswith("Run one: guiche backup run acme.")
    assert shown["seen_at"] > shown["raised_at"]


def test_another_tenant_or_subject_is_another_one(services, wrong):
    wrong(), wrong("zeta"), wrong(subject="www.acme.example")
    assert len(services.alarms.list_all()) == 3


def test_it_is_told_in_the_readers_language(services, wrong):
    wrong()
    (shown,) = services.alarms.list_all(language="pt-BR")
    assert shown["reason"] == "ACME está há 31 horas sem backup."


def test_what_is_over_is_kept_and_may_come_back(sessions, services, wrong):
    first = wrong()
    with transaction(sessions) as session:
        alarms.clear(session, "backup_overdue", tenant_id=wrong.ids["acme"])
    assert services.alarms.list_all() == []
    assert wrong() != first
    assert [row["id"] for row in services.alarms.list_all(AlarmFilter(is_open=False))] == [first]
    assert len(services.alarms.list_all(AlarmFilter(is_open=None))) == 2


def test_only_that_one_is_cleared(sessions, services, wrong):
    wrong(), wrong("zeta"), wrong(subject="other")
    with transaction(sessions) as session:
        alarms.clear(session, "backup_overdue", tenant_id=wrong.ids["acme"])
    assert {(row["tenant"], row["subject"]) for row in services.alarms.list_all()} == {
        ("zeta", ""),
        ("acme", "other"),
    }


def test_of_a_tenant_that_is_gone_none_stays_open(sessions, services, wrong):
    wrong(), wrong("zeta"), wrong(subject="other")
    with transaction(sessions) as session:
        alarms.clear_all(session, wrong.ids["acme"])
    assert [row["tenant"] for row in services.alarms.list_all()] == ["zeta"]


@pytest.mark.parametrize(
    ("wanted", "tenants"),
    [
        (AlarmFilter(tenant="zeta"), ["zeta"]),
        (AlarmFilter(severity="critical"), ["zeta", "acme"]),
        (AlarmFilter(severity="warning"), []),
    ],
)
def test_they_are_looked_for(services, wrong, wanted, tenants):
    wrong(), wrong("zeta")
    assert [row["tenant"] for row in services.alarms.list_all(wanted)] == tenants


def test_page_by_page(services, wrong):
    ids = [wrong(subject=str(number)) for number in range(3)]
    first = services.alarms.list_all(limit=2)
    assert [row["id"] for row in first] == [ids[2], ids[1]]
    assert [row["id"] for row in services.alarms.list_all(limit=2, before=ids[1])] == [ids[0]]


def acknowledged(services):
    (row,) = services.alarms.list_all(AlarmFilter(is_open=None), limit=1)
    return row["acknowledged_by"], row["note"]


def test_one_that_somebody_is_on_counts_no_more(services, wrong, actor):
    alarm_id = wrong()
    wrong("zeta", severity="warning")
    assert services.alarms.count_open() == {"warning": 1, "critical": 1}
    shown = services.alarms.acknowledge(alarm_id, " I am\non it ", actor)
    assert (shown["acknowledged_by"], shown["note"]) == (actor.name, "I am on it")
    assert services.alarms.count_open() == {"warning": 1, "critical": 0}
    wrong()  # seen again, it is the same one
    assert services.alarms.count_open()["critical"] == 0
    assert [row["id"] for row in services.alarms.list_all(AlarmFilter(is_acknowledged=True))] == [alarm_id]
    assert services.alarms.list_all(AlarmFilter(is_acknowledged=False))[0]["tenant"] == "zeta"


def test_somebody_else_may_take_over_and_anybody_take_back(services, wrong, actor):
    alarm_id = wrong()
    services.alarms.acknowledge(alarm_id, "mine", replace(actor, name="b@operator.example"))
    services.alarms.acknowledge(alarm_id, "", actor)
    assert acknowledged(services) == (actor.name, None)
    for _ in range(2):
        services.alarms.take_back(alarm_id, actor)
    assert acknowledged(services) == (None, None)
    assert services.alarms.count_open()["critical"] == 1
    assert [entry["action"] for entry in services.audit.list_all()] == [
        "alarm_taken_back",
        "alarm_acknowledged",
        "alarm_acknowledged",
    ]


def test_what_becomes_graver_than_when_somebody_took_it_is_nobodys_again(services, wrong, actor):
    services.alarms.acknowledge(wrong(severity="warning"), "later", actor)
    wrong(severity="critical")
    assert acknowledged(services) == (None, None)
    services.alarms.acknowledge(wrong(), "now", actor)
    wrong(severity="warning"), wrong(severity="critical")
    assert acknowledged(services) == (actor.name, "now")


def test_when_it_comes_back_nobody_is_on_it(sessions, services, wrong, actor):
    services.alarms.acknowledge(wrong(), "", actor)
    with transaction(sessions) as session:
        alarms.clear(session, "backup_overdue", tenant_id=wrong.ids["acme"])
    wrong()
    assert acknowledged(services) == (None, None)


def test_there_is_nothing_to_be_on_where_nothing_is_wrong(sessions, services, wrong, actor):
    alarm_id = wrong()
    with pytest.raises(InvalidInput):
        services.alarms.acknowledge(alarm_id, "x" * 301, actor)
    with transaction(sessions) as session:
        alarms.clear_all(session, wrong.ids["acme"])
    for act in (partial(services.alarms.acknowledge, note=""), services.alarms.take_back):
        with pytest.raises(Conflict):
            act(alarm_id, actor=actor)
        with pytest.raises(NotFound):
            act(999, actor=actor)


def test_counting_waits_for_no_writer(sessions, services, wrong):
    wrong()
    with transaction(sessions):
        assert services.alarms.count_open()["critical"] == 1


def test_counting_is_answered_by_an_index_alone(sessions):
    query = (
        "EXPLAIN QUERY PLAN SELECT severity, count(*) FROM alarms"
        " WHERE cleared_at IS NULL AND acknowledged_at IS NULL GROUP BY severity"
    )
    with sessions() as session:
        plan = " ".join(row[3] for row in session.connection().exec_driver_sql(query))
    assert "COVERING INDEX ix_alarms_unacknowledged" in plan


def test_a_tenants_open_ones_the_gravest_first(services, wrong, actor):
    old, grave, new = (
        wrong(severity=each, subject=str(at)) for at, each in enumerate(("warning", "critical", "warning"))
    )
    wrong("zeta")
    services.alarms.acknowledge(old, "", actor)
    assert [row["id"] for row in services.alarms.of_tenant("acme")] == [grave, new, old]
    (shown,) = services.alarms.of_tenant("acme", "pt-BR", limit=1)
    assert shown["reason"] == "ACME está há 31 horas sem backup."
    assert services.alarms.of_tenant("nobody") == []
