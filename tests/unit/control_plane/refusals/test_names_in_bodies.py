"""What a body names: every field of the API's description that can name something of another tenant."""

from collections.abc import Callable
from typing import Any

import pytest

from control_plane.database import transaction
from control_plane.models import Operation, Tenant
from tests.unit.control_plane.refusals.conftest import Platform
from tests.unit.control_plane.refusals.places import NUMBERS, OURS, THEIRS, WABA
from tests.unit.control_plane.refusals.route_map import API, names_in_bodies

Body = Callable[[Platform], dict[str, Any]]
ADDRESS, NUMBER = f"www.{THEIRS}.example", {"phone_number_id": NUMBERS[THEIRS]}
NEW: dict[str, Any] = {
    "slug": "gamma",
    "name": "Gamma",
    "admin": {"name": "Ana", "email": "ana@gamma.example"},
    "attendants": [],
    "whatsapp": {
        "phone_number_id": "123456789",
        "waba_id": "987654321",
        "token": "token",
        "app_secret": "secret",
    },
    "fila_ia": {"key": "key"},
}


def their_backup(platform: Platform) -> dict[str, Any]:
    return {"backup_id": platform.places.theirs["/tenants/<slug>/backups/<backup_id>"]}


REFUSED: dict[tuple[str, str], tuple[Body, int]] = {
    ("POST /tenants", "slug"): (lambda _: {**NEW, "slug": THEIRS}, 422),
    ("POST /tenants", "hostnames"): (lambda _: {**NEW, "hostnames": [ADDRESS]}, 422),
    ("POST /tenants", "whatsapp.phone_number_id"): (
        lambda _: {**NEW, "whatsapp": {**NEW["whatsapp"], **NUMBER}},
        422,
    ),
    ("POST /tenants", "from_backup"): (lambda _: {**NEW, "from_backup": "nobody"}, 422),
    ("POST /tenants", "plan"): (lambda _: {**NEW, "plan": "nobody"}, 422),
    ("POST /plans", "slug"): (lambda _: {"slug": "standard", "name": "X"}, 409),
    ("PATCH /tenants/<slug>", "hostnames"): (lambda _: {"hostnames": [ADDRESS]}, 422),
    ("PATCH /tenants/<slug>", "plan"): (lambda _: {"plan": "nobody"}, 422),
    ("PATCH /tenants/<slug>", "whatsapp.phone_number_id"): (lambda _: {"whatsapp": NUMBER}, 422),
    ("POST /tenants/<slug>/change-previews", "hostnames"): (lambda _: {"hostnames": [ADDRESS]}, 422),
    ("POST /tenants/<slug>/change-previews", "plan"): (lambda _: {"plan": "nobody"}, 422),
    ("POST /tenants/<slug>/change-previews", "whatsapp.phone_number_id"): (
        lambda _: {"whatsapp": NUMBER},
        422,
    ),
    ("POST /operations/<id_>/resume", "whatsapp.phone_number_id"): (lambda _: {"whatsapp": NUMBER}, 422),
    ("POST /tenants/<slug>/restores", "backup_id"): (
        lambda platform: {**their_backup(platform), "confirm": OURS},
        404,
    ),
    ("POST /tenants/<slug>/drills", "backup_id"): (their_backup, 404),
    ("POST /whatsapp/connections", "tenant"): (lambda _: {"tenant": "nobody"}, 404),
    ("POST /app-webhooks/accounts/<waba_id>/give", "tenant"): (lambda _: {"tenant": "nobody"}, 404),
}
"""How the field is filled in with another tenant's, or with what is not there, and the answer."""
ALLOWED = {
    ("POST /tenants", "whatsapp.waba_id"): "a client's several numbers share an account",
    ("PATCH /tenants/<slug>", "whatsapp.waba_id"): "likewise",
    ("POST /tenants/<slug>/change-previews", "whatsapp.waba_id"): "likewise",
    ("POST /operations/<id_>/resume", "whatsapp.waba_id"): "likewise",
    ("POST /whatsapp/checks", "phone_number_id"): "only asks Meta, with the token beside it",
    ("POST /whatsapp/checks", "waba_id"): "likewise",
    ("POST /tenants/bulk", "tenants"): "many, each refused for itself: see below",
}


@pytest.fixture
def spec(platform: Platform) -> dict[str, Any]:
    found: dict[str, Any] = platform.app.test_client().get(f"{API}/openapi.json").json
    return found


def test_every_field_that_names_something_is_known(spec: dict[str, Any]) -> None:
    assert set(names_in_bodies(spec)) == REFUSED.keys() | ALLOWED.keys()


def our_failed_creation(platform: Platform) -> str:
    with transaction(platform.services.sessions) as session:
        row = session.query(Operation).join(Tenant).filter(Tenant.slug == OURS).one()
        row.state = "failed"
        return row.id


@pytest.mark.parametrize(("rule", "field"), REFUSED)
def test_what_is_another_tenant_s_is_refused(platform: Platform, rule: str, field: str) -> None:
    make, status = REFUSED[rule, field]
    method, _, path = rule.partition(" ")
    for place, value in (("<slug>", OURS), ("<waba_id>", WABA), ("<id_>", our_failed_creation(platform))):
        path = path.replace(place, value)
    before = platform.rows()
    answer = platform.app.test_client().open(
        f"{API}{path}", method=method, json=make(platform), headers=platform.headers("owner")
    )
    assert answer.status_code == status, answer.text
    if status == 422:
        problems = answer.json["error"]["details"]["fields"]
        assert [name for name in problems if name.startswith(field)], answer.text
    assert platform.rows() == before


def test_of_many_each_is_refused_for_itself(platform: Platform) -> None:
    body = {"action": "backup", "tenants": ["nobody", OURS]}
    client, headers = platform.app.test_client(), platform.headers("owner")
    answer = client.post(f"{API}/tenants/bulk", json=body, headers=headers).json
    assert [each["tenant"] for each in answer["refused"]] == ["nobody"]
    assert [each["tenant"] for each in answer["submitted"]] == [OURS]
