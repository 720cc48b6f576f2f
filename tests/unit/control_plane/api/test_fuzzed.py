"""Schemathesis against the API's own description: whatever it allows or forbids, nothing breaks."""

from collections.abc import Callable

import pytest
import schemathesis
from flask import Flask
from schemathesis import checks

from control_plane.database import transaction, utc_now
from control_plane.models import Operation
from control_plane.services import alarms
from control_plane.services.preflight import WhatsApp
from control_plane.services.tokens import new_token
from tests.fuzzing import fuzz

CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
ENDLESS = "/operations/{id_}/events"
PER_OPERATION = 40


@pytest.fixture
def there(services, sessions, tenant_request, actor) -> dict[str, list[str]]:
    """A platform with something of everything; the names by which paths are filled in."""
    lifecycles = {"acme": "active", "zeta": "suspended", "old": "archived"}
    ids = []
    for number, (slug, lifecycle) in enumerate(lifecycles.items()):
        whatsapp = WhatsApp(f"12345678{number}", "987654321", "token", "secret")
        wanted = tenant_request(slug=slug, whatsapp=whatsapp, fila_ia_url="http://127.0.0.1:9")
        operation, _, _ = services.tenants.submit_create(wanted, actor)
        ids.append(str(operation["id"]))
        with transaction(sessions) as session:
            row = session.get_one(Operation, operation["id"])
            row.state, row.finished_at, row.tenant.lifecycle = "succeeded", utc_now(), lifecycle
            alarms.raise_(session, "backup_overdue", tenant_id=row.tenant_id, details={"hours": 30})
    return {"slug": [*lifecycles, "nobody"], "id_": ids}


@pytest.fixture
def allow(services, actor) -> Callable[[], dict[str, str]]:
    """Headers of somebody who may do everything; new ones each time: what is tried takes tokens away."""
    owner = services.operators.ensure("root@operator.example", "a long enough password", actor)

    def make() -> dict[str, str]:
        token = new_token()
        services.tokens.ensure(owner, token[-8:], token, actor)
        return {"Authorization": f"Bearer {token}"}

    return make


def test_whatever_is_sent_nothing_breaks(
    app: Flask, there: dict[str, list[str]], allow: Callable[[], dict[str, str]]
) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    tried = 0
    for result in schema.get_all_operations():
        operation = result.ok()
        if not operation.path.endswith(ENDLESS):
            fuzz(
                operation,
                examples=PER_OPERATION,
                there=lambda name: there.get(name, []),
                headers=allow(),
                checks=CHECKS,
            )
            tried += 1
    assert tried > 40
    assert app.test_client().get("/api/v1/operations", headers=allow()).status_code == 200
