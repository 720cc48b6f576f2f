import pytest

from control_plane.alarms.catalog import SEVERITIES, alarm_codes
from control_plane.database import transaction
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
