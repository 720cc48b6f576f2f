"""What the smoke test makes of a tenant's answers."""

from collections.abc import Callable
from typing import Any

import pytest

from control_plane.errors import StepFailed
from control_plane.operations.steps import smoke_test, trial
from control_plane.operations.steps.generate_credentials import GenerateCredentials
from control_plane.operations.steps.smoke_test import TEXT_IN, _Smoke
from control_plane.operations.steps.tenant import load_tenant
from tests.unit.control_plane.operations.steps.conftest import Scene


class Page:
    def __init__(self, status: int, content_type: str = "text/html; charset=utf-8") -> None:
        self.status_code = status
        self.headers = {"Content-Type": content_type}


class FakeTenant:
    """A tenant's client; change its attributes to change the tenant."""

    def __init__(self) -> None:
        self.login_page = Page(200)
        self.readiness = [Page(503), Page(200)]
        self.statuses = [200]
        self.delivered: list[bytes] = []
        self.replies: list[dict[str, Any]] = [{"status": "queued"}, {"status": "delivered"}]
        self.connections: dict[str, dict[str, Any]] = {"whatsapp": {"ok": True}, "fila_ia": {"ok": True}}
        self.posted: list[str] = []

    def page(self, path: str) -> Page:
        if path == "/readyz":
            return self.readiness.pop(0) if len(self.readiness) > 1 else self.readiness[0]
        return self.login_page

    def handshake(self, verify_token: str) -> None:
        assert verify_token

    def deliver(self, body: bytes, app_secret: str) -> int:
        if app_secret.endswith("-forged"):
            return self.statuses[0] if self.statuses[0] != 200 else 401
        self.delivered.append(body)
        return self.statuses[0]

    def log_in(self, email: str, password: str) -> None:
        assert (email, bool(password)) == ("ana@acme.example", True)

    def get(self, path: str, **_query: str) -> dict[str, Any]:
        if path == "/api/v1/settings/connections":
            return self.connections
        if path == "/api/v1/conversations":
            return {"data": [{"id": 7}] if self.delivered else []}
        return {"data": [self._reply(), *self._inbound()]}

    def _reply(self) -> dict[str, Any]:
        reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
        return {"id": 9, "whatsapp_message_id": None, "error": None, **reply}

    def _inbound(self) -> list[dict[str, Any]]:
        found = [body.decode().partition('"id": "wamid.')[2].partition('"')[0] for body in self.delivered]
        return [{"id": 8, "whatsapp_message_id": f"wamid.{each}", "status": "received"} for each in found]

    def post(self, path: str, _body: dict[str, Any] | None = None) -> dict[str, Any]:
        self.posted.append(path)
        return {"id": 9}


Begun = tuple[_Smoke, FakeTenant]


@pytest.fixture
def begin(make_scene: Callable[..., Scene], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Begun]:
    monkeypatch.setattr(trial, "_WAIT_SECONDS", 1)
    monkeypatch.setattr(smoke_test, "_FATE_SECONDS", 0.1)
    monkeypatch.setattr(trial, "_POLL_SECONDS", 0.01)

    def make(**changes: Any) -> Begun:
        scene = make_scene(**changes)
        scene.adapters.tenant_http = None  # type: ignore[attr-defined]
        GenerateCredentials().apply(scene.context)
        smoke = _Smoke(scene.context, load_tenant(scene.context))
        tenant = FakeTenant()
        smoke.client = tenant  # type: ignore[assignment]
        return smoke, tenant

    return make


def test_pages_are_waited_for(begin: Callable[..., Begun]) -> None:
    assert begin()[0].pages() == "ok"


@pytest.mark.parametrize("page", [Page(404), Page(502), Page(200, "application/json")])
def test_a_login_page_that_is_none_is_said(begin: Callable[..., Begun], page: Page) -> None:
    smoke, tenant = begin()
    tenant.login_page = page
    with pytest.raises(StepFailed, match="login page"):
        smoke.pages()


def test_a_tenant_that_never_becomes_ready_is_said(begin: Callable[..., Begun]) -> None:
    smoke, tenant = begin()
    tenant.readiness = [Page(503)]
    with pytest.raises(StepFailed, match="database, Redis, worker and schema"):
        smoke.pages()


def test_a_forged_body_that_is_taken_is_said(begin: Callable[..., Begun]) -> None:
    smoke, tenant = begin()
    assert smoke.webhook() == "ok"
    tenant.statuses = [500]
    with pytest.raises(StepFailed, match="wrong signature was answered with 500"):
        smoke.webhook()


def test_the_message_is_looked_for_by_its_id(begin: Callable[..., Begun]) -> None:
    smoke, tenant = begin()
    assert smoke.message_in() == "ok"
    assert TEXT_IN in tenant.delivered[0].decode()
    assert smoke.conversation == {"id": 7}


def test_nobody_is_written_to_when_no_phone_was_given(begin: Callable[..., Begun]) -> None:
    smoke, tenant = begin()
    smoke.message_in()
    assert smoke.message_out().startswith("not proven")
    assert tenant.posted == []


def test_the_reply_is_followed_to_its_fate(begin: Callable[..., Begun]) -> None:
    smoke, tenant = begin(smoke_phone="5511999990000")
    smoke.message_in()
    assert smoke.message_out() == "delivered"
    assert tenant.posted == [
        "/api/v1/conversations/7/takeover",
        "/api/v1/messages",
        "/api/v1/conversations/7/close",
    ]


@pytest.mark.parametrize(
    ("replies", "said"),
    [
        ([{"status": "accepted"}], "accepted"),
        ([{"status": "accepted"}, {"status": "read"}], "read"),
        (
            [{"status": "failed", "error": {"kind": "window", "message": "24 h"}}],
            "accepted, not delivered: 24 h",
        ),
    ],
)
def test_what_counts_as_sent(begin: Callable[..., Begun], replies: list[dict[str, Any]], said: str) -> None:
    smoke, tenant = begin(smoke_phone="5511999990000")
    smoke.message_in()
    tenant.replies = replies
    assert smoke.message_out() == said


def test_a_refused_reply_is_said(begin: Callable[..., Begun]) -> None:
    smoke, tenant = begin(smoke_phone="5511999990000")
    smoke.message_in()
    tenant.replies = [{"status": "failed", "error": {"kind": "token", "message": "o token expirou"}}]
    with pytest.raises(StepFailed, match="o token expirou"):
        smoke.message_out()


def test_a_reply_that_is_never_sent_is_said(begin: Callable[..., Begun]) -> None:
    smoke, tenant = begin(smoke_phone="5511999990000")
    smoke.message_in()
    tenant.replies = [{"status": "queued"}]
    with pytest.raises(StepFailed, match="nothing came within"):
        smoke.message_out()


def test_a_refused_key_is_said(begin: Callable[..., Begun]) -> None:
    smoke, tenant = begin()
    assert smoke.connections() == "ok"
    tenant.connections["fila_ia"] = {"ok": False, "detail": "a chave não vale"}
    with pytest.raises(StepFailed, match="fila_ia: a chave não vale"):
        smoke.connections()
