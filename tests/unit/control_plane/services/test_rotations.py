from datetime import timedelta

import pytest

from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, InvalidInput
from control_plane.models import Credential, Operation, Tenant
from control_plane.services.rotating import GENERATED, admit, retire, stage, switch
from control_plane.services.rotations import CREDENTIALS, Rotations
from control_plane.services.submission import Submission


@pytest.fixture
def acme(services, sessions, tenant_request, actor):
    """An active tenant with every credential; its id."""
    _, tenant, _ = services.tenants.submit_create(tenant_request(), actor)
    with transaction(sessions) as session:
        session.get_one(Tenant, tenant["id"]).lifecycle = "active"
        session.query(Operation).update({"state": "succeeded", "finished_at": utc_now()})
        for name, length in GENERATED.items():
            services.vault.generate(session, tenant["id"], name, length)
    return tenant["id"]


@pytest.fixture
def aged(sessions, acme):
    def make(days, *names):
        with transaction(sessions) as session:
            for row in session.query(Credential).filter(Credential.name.in_(names or CREDENTIALS)):
                row.created_at = utc_now() - timedelta(days=days)

    return make


@pytest.fixture
def half_way(services, sessions, acme):
    """A rotation of the session key stopped between its two values."""
    with transaction(sessions) as session:
        admit(session, services.vault, acme, "session_key")


def inputs(sessions, operation):
    with transaction(sessions) as session:
        return session.get_one(Operation, operation["id"]).inputs


@pytest.mark.usefixtures("half_way")
def test_what_was_left_half_way_is_finished_with_the_next(services, sessions, actor):
    operation, _ = services.rotations.submit("acme", actor, ["redis_password"])
    assert inputs(sessions, operation) == {"credentials": ["redis_password", "session_key"]}
    again, _ = services.rotations.submit("acme", actor, ["redis_password"])
    assert inputs(sessions, again) == {"credentials": ["redis_password"]}  # somebody is at work on it


@pytest.mark.usefixtures("half_way")
def test_what_was_left_half_way_is_an_alarm_until_somebody_is_at_work(services, sessions, actor):
    assert services.rotation_watch.look(utc_now()) == ["acme"]
    (alarm,) = services.alarms.list_all()
    assert alarm["code"] == "rotation_unfinished"
    assert "session_key" in alarm["reason"]
    services.rotations.submit("acme", actor)
    assert services.rotation_watch.look(utc_now()) == []
    assert services.alarms.list_all() == []


def test_what_is_whole_is_no_alarm(services, acme):
    assert services.rotation_watch.look(utc_now()) == []


def test_everything_of_a_tenant_is_listed_without_a_value(services, sessions, acme):
    rows = services.rotations.list_all("acme")
    assert [row["name"] for row in rows] == list(CREDENTIALS)
    assert {row["name"] for row in rows if not row["can_rotate"]} == {
        "whatsapp_token",
        "whatsapp_app_secret",
        "fila_ia_key",
    }
    with transaction(sessions) as session:
        values = services.vault.values(session, acme)
    assert not any(value in str(rows) for value in values)


def test_by_default_all_that_we_make_is_rotated(services, acme, actor):
    operation, is_new = services.rotations.submit("acme", actor)
    assert is_new
    assert services.operations.show(operation["id"])["kind"] == "rotate"


@pytest.mark.parametrize(
    ("chosen", "problem"),
    [(["whatsapp_token"], "Only its maker"), (["redis_password", "colour"], "No such credential: colour")],
)
def test_what_cannot_be_rotated_is_refused_in_words(services, acme, actor, chosen, problem):
    with pytest.raises(InvalidInput, match=problem) as refused:
        services.rotations.submit("acme", actor, chosen)
    assert "credentials" in refused.value.details["fields"]


def test_a_closed_tenant_has_nothing_to_rotate(services, sessions, acme, actor):
    with transaction(sessions) as session:
        session.get_one(Tenant, acme).lifecycle = "suspended"
    with pytest.raises(Conflict):
        services.rotations.submit("acme", actor)


def test_what_is_old_enough_is_rotated_once(services, acme, aged):
    assert services.rotations.submit_due(utc_now()) == []
    aged(91)
    assert len(services.rotations.submit_due(utc_now())) == 1
    assert services.rotations.submit_due(utc_now()) == []


def test_one_old_credential_is_enough(services, acme, aged):
    aged(91, "redis_password")
    assert len(services.rotations.submit_due(utc_now())) == 1


def test_what_others_made_does_not_make_it_due(services, acme, aged):
    aged(500, "whatsapp_token", "whatsapp_app_secret", "fila_ia_key")
    assert services.rotations.submit_due(utc_now()) == []


def test_after_a_failure_it_is_tried_again_the_next_day(services, sessions, acme, aged):
    aged(91)
    [operation_id] = services.rotations.submit_due(utc_now())
    with transaction(sessions) as session:
        session.get_one(Operation, operation_id).state = "failed"
    assert services.rotations.submit_due(utc_now() + timedelta(hours=23)) == []
    assert len(services.rotations.submit_due(utc_now() + timedelta(hours=25))) == 1


def test_zero_days_means_by_hand(services, sessions, acme, aged):
    aged(5000)
    by_hand = Rotations(sessions, services.vault, Submission(sessions, services.operations), 0)
    assert by_hand.submit_due(utc_now()) == []
    assert {row["due_at"] for row in by_hand.list_all("acme")} == {None}


def test_tenants_turns_are_spread_over_a_quarter_of_the_interval(services, sessions):
    rotations = Rotations(sessions, services.vault, Submission(sessions, services.operations), 100)
    now = utc_now()
    rows = {"redis_password": Credential(name="redis_password", created_at=now)}
    days = [(rotations._due_at(f"tenant {n}", rows) - now).total_seconds() / 86400 for n in range(200)]
    assert 75 <= min(days) < 78
    assert 97 < max(days) <= 100


def test_a_credential_passes_through_its_stages_and_no_value_is_lost(services, sessions, acme):
    vault, name = services.vault, "redis_password"
    with transaction(sessions) as session:
        old = vault.get(session, acme, name)
        for move, expected in ((admit, "admitted"), (switch, "switched"), (retire, "settled")):
            for _ in range(2):  # a repeat changes nothing
                move(session, vault, acme, name)
                assert stage(session, vault, acme, name) == expected
                if expected == "switched":
                    assert vault.accepted(session, acme, name)[1] == old
        assert vault.history(session, acme, name)[1] == old
        assert vault.accepted(session, acme, name) == [vault.get(session, acme, name)]


def test_a_move_out_of_turn_does_nothing(services, sessions, acme):
    vault, name = services.vault, "redis_password"
    with transaction(sessions) as session:
        old = vault.get(session, acme, name)
        switch(session, vault, acme, name)
        retire(session, vault, acme, name)
        assert vault.accepted(session, acme, name) == [old]
        admit(session, vault, acme, name)
        retire(session, vault, acme, name)
        assert len(vault.accepted(session, acme, name)) == 2
