"""The operator in a browser: a session cookie, and the page's own token in every form."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from control_plane.database import transaction, utc_now
from control_plane.models import Backup, Operation

OPERATOR = "ana@operator.example"
PASSWORD = "a long enough password"
_ID = re.compile(r'<[^>]*\sid="([^"]+)"')
_INTO = re.compile(r'data-into="([^"]+)"')
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Browser:
    """Signs in through the form; `post` adds the token that the page's forms carry."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def sign_in(self) -> "Browser":
        self.client.post("/login", data={"email": OPERATOR, "password": PASSWORD})
        return self

    def speak(self, language: str) -> None:
        self.client.set_cookie("guiche_language", language)

    def get(self, path: str, status: int = 200) -> str:
        response = self.client.get(path)
        assert response.status_code == status, response.text
        assert_ids_are_unique(response)
        return response.text

    def post(self, path: str, data: dict[str, Any] | None = None) -> Any:
        found = _TOKEN.search(self.client.get("/operations").text)
        response = self.client.post(path, data={"csrf_token": found[1] if found else "", **(data or {})})
        assert_ids_are_unique(response)
        return response


def assert_ids_are_unique(response: Any) -> None:
    """On every page that a test here sees: scripts and labels find an element by its id.

    What a button asks for (`data-into`) has a place on its page.
    """
    if response.mimetype != "text/html":
        return
    count = Counter(_ID.findall(response.text))
    assert not [name for name, times in count.items() if times > 1]
    assert count.keys() >= set(_INTO.findall(response.text))


@pytest.fixture
def credentials() -> dict[str, str]:
    """What the operator types to sign in."""
    return {"email": OPERATOR, "password": PASSWORD}


@pytest.fixture
def stranger(app, services, actor) -> Browser:
    """A browser before anybody has signed in; the operator exists."""
    services.operators.ensure(OPERATOR, PASSWORD, actor)
    return Browser(app.test_client())


@pytest.fixture
def browser(stranger) -> Browser:
    return stranger.sign_in()


@pytest.fixture
def create(services, actor, tenant_request) -> Callable[..., str]:
    """Queues the creation of a tenant; returns the operation's id."""

    def make(slug: str = "acme", **changes: Any) -> str:
        operation, _, _ = services.tenants.submit_create(tenant_request(slug=slug, **changes), actor)
        return str(operation["id"])

    return make


@pytest.fixture
def bring_to(sessions) -> Callable[..., None]:
    """Puts an operation into a state as the runner would leave it, `done` of its steps behind it."""

    def settle(operation_id: str, state: str, done: int = 99, lifecycle: str = "", **changes: Any) -> None:
        now = utc_now()
        with transaction(sessions) as session:
            operation = session.get_one(Operation, operation_id)
            operation.state, operation.started_at = state, now - timedelta(seconds=75)
            for name, value in changes.items():
                setattr(operation, name, value)
            operation.tenant.lifecycle = lifecycle or operation.tenant.lifecycle
            for step in operation.steps[:done]:
                step.state, step.percent = "done", 100
                step.started_at, step.finished_at = now - timedelta(seconds=8), now
            for step in operation.steps[done : done + 1]:
                step.state = {"failed": "failed", "running": "running"}.get(state, "pending")
                step.percent, step.started_at = 40, now
                step.message = step.output = "Looking for the images"
            if state in ("succeeded", "failed", "undone"):
                operation.finished_at = now

    return settle


@pytest.fixture
def active_tenant(create, bring_to, services, sessions) -> str:
    """Tenant acme, created; returns its slug."""
    operation_id = create()
    bring_to(operation_id, "succeeded", lifecycle="active")
    with transaction(sessions) as session:
        tenant_id = session.get_one(Operation, operation_id).tenant_id
        logins = (
            '[{"name": "Ana", "email": "ana@acme.example", "password": "one-time-pass", "role": "admin"}]'
        )
        services.vault.put(session, tenant_id, "first_users", logins)
    return "acme"


@pytest.fixture
def backup_id(active_tenant, services, actor, bring_to, sessions) -> str:
    """A finished backup of acme."""
    operation, _ = services.backups.submit_backup(active_tenant, actor)
    bring_to(operation["id"], "succeeded")
    with transaction(sessions) as session:
        backup = Backup(
            tenant_id=session.get_one(Operation, operation["id"]).tenant_id,
            operation_id=operation["id"],
            trigger="manual",
            database_snapshot="a" * 64,
            media_snapshot="b" * 64,
            manifest={},
            bytes=5 * 1024**2,
        )
        session.add(backup)
        session.flush()
        return backup.id
