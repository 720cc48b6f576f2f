from dataclasses import replace

import pytest

from control_plane.database import transaction
from control_plane.errors import Conflict, InvalidInput
from control_plane.models import Credential, Hostname, Operation, Tenant
from control_plane.services.changes import pending_name
from control_plane.services.tenant_change import TenantChange

SECRET = "another-token-of-acme"


@pytest.fixture
def acme(services, sessions, tenant_request, actor):
    """A created tenant, credentials included."""
    _, tenant, _ = services.tenants.submit_create(tenant_request(), actor)
    with transaction(sessions) as session:
        session.get_one(Tenant, tenant["id"]).lifecycle = "active"
    return tenant["id"]


def inputs(sessions, operation):
    with transaction(sessions) as session:
        return session.get_one(Operation, operation["id"]).inputs


def test_the_difference_says_what_was_and_will_be_and_what_restarts(services, acme):
    change = TenantChange(
        {"name": "  ACME   Nova ", "hostnames": ["B.acme.com.br", "a.acme.com.br "], "locale": "pt-BR"},
        {"whatsapp.token": SECRET, "fila_ia.key": "key-of-acme"},
    )
    preview = services.changes.preview("acme", change)
    assert preview["changes"] == [
        {"field": "name", "before": "ACME", "after": "ACME   Nova", "restarts": ["web", "worker"]},
        {
            "field": "hostnames",
            "before": [],
            "after": ["a.acme.com.br", "b.acme.com.br"],
            "restarts": ["web"],
        },
        {"field": "whatsapp.token", "before": None, "after": None, "restarts": ["web", "worker"]},
    ]
    assert preview["restarts"] == ["web", "worker"]
    assert services.history.list_all()[0]["kind"] == "create_tenant"


def test_what_only_people_read_restarts_nothing(services, acme):
    change = TenantChange({"whatsapp.display_phone_number": "+55 11 4004-0002"})
    assert services.changes.preview("acme", change)["restarts"] == []


def test_a_change_is_frozen_and_its_secrets_wait_in_the_vault(services, sessions, acme, actor):
    change = TenantChange({"timezone": "America/Manaus"}, {"whatsapp.token": SECRET})
    operation, is_new = services.changes.submit("acme", change, actor, "k")
    assert is_new
    assert inputs(sessions, operation) == {
        "values": {"timezone": {"before": "America/Sao_Paulo", "after": "America/Manaus"}},
        "secrets": ["whatsapp.token"],
        "restarts": ["web", "worker"],
    }
    assert SECRET not in str(inputs(sessions, operation))
    entry = services.audit.list_all()[0]
    assert entry["details"] == {
        "operation": operation["id"],
        "fields": ["timezone", "whatsapp.token"],
    }
    with transaction(sessions) as session:
        assert services.vault.get(session, acme, pending_name("whatsapp_token", operation["id"])) == SECRET
        assert services.vault.get(session, acme, "whatsapp_token") == "token-of-acme"
    assert services.changes.submit("acme", change, actor, "k") == (
        services.operations.show(operation["id"]),
        False,
    )
    assert SECRET not in str(services.audit.list_all())


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"name": ""}, "name", "Give the client's name"),
        ({"name": "a" * 121}, "name", "at most 120"),
        ({"locale": "fr"}, "locale", "Choose one of"),
        ({"timezone": "Marte/Base"}, "timezone", "IANA"),
        ({"hostnames": ["acme"]}, "hostnames", "not a host name"),
        ({"hostnames": ["x.localhost"]}, "hostnames", "belong to the platform"),
        ({"hostnames": ["chat.other.com.br"]}, "hostnames", "in use already"),
        ({"hostnames": ["a.chat.other.com.br"]}, "hostnames", "lies under"),
        ({"whatsapp.phone_number_id": "12"}, "whatsapp.phone_number_id", "Give the phone number id"),
        ({"whatsapp.phone_number_id": "555555555"}, "whatsapp.phone_number_id", "already belongs to"),
        ({"fila_ia.url": "ftp://x"}, "fila_ia.url", "Give FILA-IA's address"),
        ({"smoke_phone": "abc"}, "smoke_phone", "Digits only"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(services, sessions, add_tenant, acme, values, field, words):
    add_tenant("other")
    with transaction(sessions) as session:
        other = session.query(Tenant).filter_by(slug="other").one()
        other.configuration = {**other.configuration, "whatsapp": {"phone_number_id": "555555555"}}
        session.add(Hostname(name="chat.other.com.br", tenant_id=other.id))
    with pytest.raises(InvalidInput) as refused:
        services.changes.preview("acme", TenantChange(values))
    assert refused.value.details["fields"].keys() == {field}
    assert words in refused.value.message


def test_a_secret_with_a_line_break_is_refused(services, acme):
    with pytest.raises(InvalidInput) as refused:
        services.changes.preview("acme", TenantChange({}, {"whatsapp.token": "a\nb"}))
    assert refused.value.details["fields"].keys() == {"whatsapp.token"}


@pytest.mark.parametrize(
    "change", [TenantChange(), TenantChange({"name": "ACME"}, {"fila_ia.key": "key-of-acme"})]
)
def test_nothing_is_no_change(services, acme, actor, change):
    for ask in (services.changes.preview, lambda slug, change: services.changes.submit(slug, change, actor)):
        with pytest.raises(InvalidInput, match="all of it is so already"):
            ask("acme", change)


def test_a_closed_tenant_is_not_changed(services, sessions, acme, actor):
    with transaction(sessions) as session:
        session.get_one(Tenant, acme).lifecycle = "suspended"
    with pytest.raises(Conflict, match="resume it first"):
        services.changes.submit("acme", TenantChange({"name": "Nova"}), actor)
    with transaction(sessions) as session:
        assert session.query(Credential).filter(Credential.name.contains("@")).count() == 0


def test_a_change_is_taken_back_by_its_opposite(services, sessions, acme, actor):
    operation, _ = services.changes.submit(
        "acme", TenantChange({"name": "Nova"}, {"whatsapp.token": SECRET}), actor
    )
    with transaction(sessions) as session:  # as the operation leaves it
        session.get_one(Tenant, acme).name = "Nova"
        services.vault.put(session, acme, "whatsapp_token", SECRET)
        row = session.get_one(Operation, operation["id"])
        row.state, row.results = "succeeded", {"secret_versions": {"whatsapp.token": 1}}
    back, _ = services.changes.submit_revert(operation["id"], actor)
    assert inputs(sessions, back)["values"] == {"name": {"before": "Nova", "after": "ACME"}}
    with transaction(sessions) as session:
        pending = pending_name("whatsapp_token", back["id"])
        assert services.vault.get(session, acme, pending) == "token-of-acme"


def test_only_a_change_is_taken_back(services, add_tenant, actor):
    add_tenant()
    operation, _ = services.backups.submit_backup("acme", actor)
    with pytest.raises(Conflict, match="no change of a tenant"):
        services.changes.submit_revert(operation["id"], actor)


def test_a_change_does_not_show_its_secrets():
    change = TenantChange({}, {"whatsapp.token": SECRET})
    assert SECRET not in repr(change)
    assert SECRET not in repr(replace(change))
