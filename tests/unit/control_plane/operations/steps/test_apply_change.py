"""A change reaches row and vault once; and what it restarts is what the stack file says it does."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from control_plane.adapters.edge import AllowList
from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.models import Credential, Hostname, PlatformFact, Tenant
from control_plane.operations.step import StepContext
from control_plane.operations.steps.apply_change import ApplyChange
from control_plane.operations.steps.create_secrets import CreateSecrets
from control_plane.operations.steps.stack_document import stack_document
from control_plane.operations.steps.tenant import load_tenant
from control_plane.plan_models import Plan
from control_plane.services.changes import pending_name, present_values
from control_plane.services.credentials import Vault
from control_plane.services.plan_limits import STANDARD
from control_plane.services.tenant_change import FIELDS, RESTARTS, SECRETS
from tests.unit.control_plane.operations.steps.conftest import Scene

VALUES: dict[str, Any] = {
    "name": "Nova",
    "locale": "en",
    "timezone": "America/Manaus",
    "smoke_phone": "5511987650009",
    "hostnames": ["chat.acme.com.br"],
    "whatsapp.phone_number_id": "222222222",
    "whatsapp.waba_id": "333333333",
    "whatsapp.display_phone_number": "+55 11 4004-0009",
    "fila_ia.url": "http://other.example",
    "plan": "large",
    "limits.memory": 2048,
    "limits.memory_reserved": 512,
    "limits.cpus": 2,
    "limits.cpus_reserved": 0.5,
    "limits.disk_reserved": 4096,
    "limits.users": 5,
    "limits.messages": 1000,
    "limits.ai_answers": 500,
    "limits.storage": 512,
    "limits.suspend_after_days": 30,
}


@pytest.fixture
def scene(ready: Scene, tmp_path: Path) -> Scene:
    (tmp_path / "hosts").mkdir()
    ready.adapters.allow_list = AllowList(tmp_path / "hosts")  # type: ignore[attr-defined]
    with transaction(ready.context.sessions) as session:
        session.add(Plan(slug="large", name="Large", limits={**STANDARD, "memory": 4096}))
    return ready


def asked(scene: Scene, *fields: str) -> StepContext:
    """A context as a change of these fields leaves it behind."""
    context = scene.context
    vault = Vault(context.settings.platform_key)
    secrets = [name for name in fields if name in SECRETS]
    with transaction(context.sessions) as session:
        before = present_values(session.get_one(Tenant, context.tenant_id), context.settings.base_domain)
        for name in secrets:
            vault.put(
                session, context.tenant_id, pending_name(SECRETS[name], context.operation_id), f"new-{name}"
            )
    values = {name: {"before": before[name], "after": VALUES[name]} for name in fields if name in VALUES}
    return replace(context, inputs={"values": values, "secrets": secrets})


def change(scene: Scene, field: str, before: Any, after: Any) -> StepContext:
    """A context of a change of this field alone."""
    inputs = {"values": {field: {"before": before, "after": after}}, "secrets": []}
    return replace(scene.context, inputs=inputs)


@pytest.mark.parametrize("field", FIELDS)
def test_a_field_restarts_the_services_it_is_said_to(scene: Scene, field: str) -> None:
    before = stack_document(scene.context, load_tenant(scene.context))["services"]
    context = asked(scene, field)
    ApplyChange().apply(context)
    CreateSecrets().apply(context)
    document = stack_document(context, load_tenant(context))
    after = document["services"]
    changed = {name for name in after if _without_secrets(before[name]) != _without_secrets(after[name])}
    if field in SECRETS:  # services name secrets as programs do; which of them mount it is what counts
        changed = {name for name, each in after.items() if SECRETS[field] in _mounted(each)}
    assert changed == set(RESTARTS[field])


def _without_secrets(service: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in service.items() if key != "secrets"}


def _mounted(service: dict[str, Any]) -> set[str]:
    return {each["source"] for each in service.get("secrets", [])}


def test_values_and_secrets_are_taken_over_once(scene: Scene) -> None:
    step, context = ApplyChange(), asked(scene, *FIELDS)
    assert not step.check(context)
    for _ in range(2):
        step.apply(context)
        assert step.check(context)
    vault = Vault(context.settings.platform_key)
    with transaction(context.sessions) as session:
        tenant = session.get_one(Tenant, context.tenant_id)
        assert tenant.name == "Nova"
        assert tenant.configuration["whatsapp"]["waba_id"] == "333333333"
        assert tenant.configuration["timezone"] == "America/Manaus"
        assert sorted(each.name for each in tenant.hostnames) == ["acme.localhost", "chat.acme.com.br"]
        assert vault.get(session, tenant.id, "whatsapp_token") == "new-whatsapp.token"
        assert session.query(Credential).filter(Credential.name.contains("@")).count() == 0
    assert context.recall("secret_versions") == dict.fromkeys(SECRETS, 1)


def test_what_others_were_promised_meanwhile_stops_it(scene: Scene) -> None:
    context = asked(scene, "limits.cpus_reserved", "name")
    with transaction(context.sessions) as session:
        session.add(PlatformFact(name="capacity", value={"cpus": 0.6}))
    with pytest.raises(StepFailed, match=r"would reserve 0\.625 CPUs") as failed:
        ApplyChange().apply(context)
    assert failed.value.code == "no_room"
    with transaction(context.sessions) as session:
        tenant = session.get_one(Tenant, context.tenant_id)
        assert tenant.name != "Nova"
        assert "limits" not in tenant.configuration
        session.get_one(PlatformFact, "capacity").value = {"cpus": 1}
    ApplyChange().apply(context)


def test_killed_half_way_it_goes_on(scene: Scene) -> None:
    context = asked(scene, "whatsapp.token")
    context.remember("secret_versions", {"whatsapp.token": 1})
    ApplyChange().apply(context)
    assert context.recall("secret_versions") == {"whatsapp.token": 1}


def test_an_address_that_is_left_out_is_shut_at_once(scene: Scene) -> None:
    ApplyChange().apply(asked(scene, "hostnames"))
    allow_list = scene.adapters.allow_list  # type: ignore[attr-defined]
    for hostname in ("acme.localhost", "chat.acme.com.br"):
        allow_list.allow(hostname)
    context = change(scene, "hostnames", ["chat.acme.com.br"], [])
    ApplyChange().apply(context)
    assert allow_list.known() == {"acme.localhost"}
    assert load_tenant(scene.context).hostnames == ("acme.localhost",)


def test_an_address_that_another_took_meanwhile_stops_it(scene: Scene) -> None:
    context = asked(scene, "hostnames", "name")
    with transaction(context.sessions) as session:
        other = Tenant(slug="other", name="Other", configuration={})
        session.add(other)
        session.flush()
        session.add(Hostname(name="chat.acme.com.br", tenant_id=other.id))
    with pytest.raises(StepFailed, match=r"has taken chat\.acme\.com\.br meanwhile"):
        ApplyChange().apply(context)
    assert load_tenant(context).name == "ACME"


def own_hostnames(scene: Scene) -> set[str]:
    return {*load_tenant(scene.context).hostnames} - {"acme.localhost"}


def test_what_another_change_added_meanwhile_is_not_taken_away(scene: Scene) -> None:
    second = change(scene, "hostnames", [], ["h2.acme.com.br"])
    ApplyChange().apply(change(scene, "hostnames", [], ["h1.acme.com.br"]))
    with pytest.raises(StepFailed, match="changed since this was asked for: hostnames") as failed:
        ApplyChange().apply(replace(second, recall=lambda _name: None))
    assert failed.value.code == "changed_meanwhile"
    assert own_hostnames(scene) == {"h1.acme.com.br"}


@pytest.mark.parametrize(
    "field", [field for field in VALUES if field not in {"hostnames", "whatsapp.phone_number_id"}]
)
def test_nor_is_any_other_field_set_over_what_nobody_saw(scene: Scene, field: str) -> None:
    context = asked(scene, field)
    ApplyChange().apply(change(scene, field, context.inputs["values"][field]["before"], _another(field)))
    with pytest.raises(StepFailed, match=field):
        ApplyChange().apply(replace(context, recall=lambda _name: None))


def _another(field: str) -> Any:
    """Neither the value at first nor the one that is asked for."""
    return "standing" if isinstance(VALUES[field], str) else 7


def test_applied_but_not_told_before_the_runner_died_it_is_applied_again(scene: Scene) -> None:
    context = asked(scene, *FIELDS)
    for _ in range(2):
        ApplyChange().apply(replace(context, recall=lambda _name: None))
    assert own_hostnames(scene) == {"chat.acme.com.br"}


def test_one_asked_for_without_what_was_goes_on(scene: Scene) -> None:
    inputs = {"values": {"name": {"after": "Nova"}}, "secrets": []}
    ApplyChange().apply(replace(scene.context, inputs=inputs))
    assert load_tenant(scene.context).name == "Nova"


def test_a_number_that_another_took_meanwhile_stops_it(scene: Scene) -> None:
    context = asked(scene, "whatsapp.phone_number_id", "name")
    number = VALUES["whatsapp.phone_number_id"]
    with transaction(context.sessions) as session:
        session.add(
            Tenant(
                slug="other",
                name="Other",
                lifecycle="active",
                configuration={"whatsapp": {"phone_number_id": number}},
            )
        )
    with pytest.raises(StepFailed, match=f"has taken the WhatsApp number {number} meanwhile") as failed:
        ApplyChange().apply(context)
    assert failed.value.code == "number_taken"
    assert load_tenant(context).name == "ACME"
