from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine

from control_plane.actor import Actor
from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, InvalidInput, NotFound
from control_plane.operations.lifecycles import LIFECYCLES
from control_plane.services.audit import AuditFilter
from foundation.support_tickets import MINUTES, BadTicket, read_ticket

REASON = "O cliente não vê as conversas do setor Vendas."
KEY = "k" * 64


@pytest.fixture
def tenant(add_tenant, services):
    tenant = add_tenant()
    with transaction(services.sessions) as session:
        services.vault.put(session, tenant.id, "session_key", KEY)
    return tenant


@pytest.fixture
def opened(services, tenant, actor):
    def make(reason=REASON, minutes=15, slug="acme"):
        return services.support.open(slug, reason, minutes, actor)

    return make


def ticket_in(link):
    return urlsplit(link).fragment


def test_the_link_holds_a_ticket_that_the_tenant_reads(opened, tenant, actor):
    link, row = opened()
    assert urlsplit(link).netloc == "acme.localhost:8080"
    assert (urlsplit(link).path, urlsplit(link).query) == ("/suporte", "")
    ticket = read_ticket(KEY, tenant.id, ticket_in(link))
    assert (ticket.access_id, ticket.operator, ticket.reason) == (row["id"], actor.name, REASON)
    assert ticket.until.isoformat()[:19] == row["until"][:19]


def test_another_tenant_does_not(opened, tenant, add_tenant):
    other = add_tenant("beta")
    text = ticket_in(opened()[0])
    for key, tenant_id in (("o" * 64, tenant.id), (KEY, other.id)):
        with pytest.raises(BadTicket):
            read_ticket(key, tenant_id, text)


@pytest.mark.parametrize("minutes", MINUTES)
def test_it_lasts_as_long_as_was_asked_for(opened, minutes):
    now = utc_now()
    with time_machine.travel(now, tick=False):
        _, row = opened(minutes=minutes)
    assert row["until"] == (now + timedelta(minutes=minutes)).isoformat()


def test_it_is_listed_until_and_after_its_time(services, opened):
    opened()
    opened(reason="Outra coisa, mais tarde.", minutes=60)
    with time_machine.travel(utc_now() + timedelta(minutes=30)):
        rows = services.support.list_all("acme")
    assert [(row["reason"][:5], row["is_over"]) for row in rows] == [("Outra", False), ("O cli", True)]


def test_it_is_in_the_audit_trail_without_the_ticket(services, opened, tenant):
    link, _ = opened()
    entry = services.audit.list_all(AuditFilter(action="support_opened"))[0]
    assert entry["details"] == {"reason": REASON, "minutes": 15}
    assert ticket_in(link) not in repr(services.audit.list_all(AuditFilter()))


def test_blanks_of_a_reason_are_made_tidy(opened):
    assert opened(reason="  Olhar a\nconfiguração \t de horários. ")[1]["reason"] == (
        "Olhar a configuração de horários."
    )


@pytest.mark.parametrize(
    ("reason", "minutes", "field", "words"),
    [
        ("", 15, "reason", "Say why"),
        ("  \n ", 15, "reason", "Say why"),
        ("Olhar.", 15, "reason", "10 characters or more"),
        ("x" * 301, 15, "reason", "at most 300"),
        (REASON + "\u202e", 15, "reason", "invisible"),
        (REASON, 0, "minutes", "15, 60, 240"),
        (REASON, 10_000, "minutes", "15, 60, 240"),
    ],
)
def test_what_will_not_do_is_said_at_its_field(services, opened, reason, minutes, field, words):
    with pytest.raises(InvalidInput) as refused:
        opened(reason=reason, minutes=minutes)
    assert list(refused.value.details["fields"]) == [field]
    assert words in refused.value.details["fields"][field]
    assert services.support.list_all("acme") == []


@pytest.mark.parametrize(
    "lifecycle", [one for one in LIFECYCLES if one not in ("active", "undone", "deleted")]
)
def test_only_tenants_that_serve_are_entered(services, add_tenant, actor, lifecycle):
    add_tenant(lifecycle=lifecycle)
    with pytest.raises(Conflict) as refused:
        services.support.open("acme", REASON, 15, actor)
    assert refused.value.code == "tenant_not_serving"
    assert services.audit.list_all(AuditFilter(action="support_opened")) == []


def test_a_tenant_that_is_not_there_is_not_found(services, actor):
    with pytest.raises(NotFound):
        services.support.open("nobody", REASON, 15, actor)
    with pytest.raises(NotFound):
        services.support.list_all("nobody")


def test_whoever_is_disabled_is_asked_out(opened, services, actor, operator_of, tenant):
    email, id_ = operator_of("support")
    services.support.open("acme", REASON, 240, Actor(email))
    opened()
    services.operators.disable(id_, actor)
    asked = {row["operator"]: row["end_asked_at"] is not None for row in services.support.list_all("acme")}
    assert asked == {email: True, actor.name: False}
    assert services.audit.list_all(AuditFilter(action="support_end_asked"))[0]["actor"] == actor.name


@pytest.mark.parametrize(("role", "is_asked_out"), [("viewer", True), ("operator", False)])
def test_under_a_role_without_support_too(services, actor, operator_of, tenant, role, is_asked_out):
    email, id_ = operator_of("support")
    services.support.open("acme", REASON, 240, Actor(email))
    services.operators.set_role(id_, role, actor)
    assert (services.support.list_all("acme")[0]["end_asked_at"] is not None) == is_asked_out
