"""The demo's tenant goes through the same call as everybody's."""

from typing import Any

import pytest
from rich.console import Console

from demo import acme
from demo.errors import DemoError
from demo.number import new_number
from demo.steps import Step, Steps

Json = dict[str, Any]


class FakePanel:
    """Answers with a script of operation states."""

    def __init__(self, tenants: list[Json], states: list[Json]) -> None:
        self.tenants = tenants
        self.states = states
        self.posted: list[tuple[str, Json, dict[str, str]]] = []

    def get(self, path: str) -> Json:
        if path == "/api/v1/tenants":
            return {"data": self.tenants}
        return self.states.pop(0)

    def post(self, path: str, body: Json | None = None, **headers: str) -> Json:
        self.posted.append((path, body or {}, headers))
        first = self.states.pop(0)
        return first if path.endswith("/resume") else {"operation": first}


def _operation(state: str, **more: Any) -> Json:
    return {"id": "7", "kind": "create_tenant", "state": state, "steps": [], "error": None, **more}


def _acme(lifecycle: str, last_operation: Json) -> Json:
    return {"slug": "acme", "lifecycle": lifecycle, "last_operation": last_operation}


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acme, "_POLL_SECONDS", 0)


def _ensure(panel: FakePanel) -> None:
    with Steps(Console(quiet=True)) as steps, steps.step("tenant") as step:
        assert isinstance(step, Step)
        acme.ensure_tenant(panel, new_number("ACME"), step)  # type: ignore[arg-type]


def test_a_new_tenant_is_created_and_followed() -> None:
    running = _operation("running", steps=[{"name": "a", "state": "running", "message": "m", "percent": 50}])
    panel = FakePanel([], [_operation("queued"), running, _operation("succeeded")])

    _ensure(panel)
    path, body, headers = panel.posted[0]
    assert path == "/api/v1/tenants"
    assert body["slug"] == "acme"
    assert headers["Idempotency-Key"].startswith("demo-")


def test_one_that_is_there_is_repaired() -> None:
    panel = FakePanel(
        [_acme("active", _operation("succeeded"))], [_operation("queued"), _operation("succeeded")]
    )

    _ensure(panel)

    assert [path for path, _, _ in panel.posted] == ["/api/v1/tenants/acme/repairs"]


def test_a_creation_that_failed_is_taken_up_again_before_that() -> None:
    panel = FakePanel(
        [_acme("failed", _operation("failed"))],
        [_operation("queued"), _operation("succeeded"), _operation("succeeded")],
    )

    _ensure(panel)

    paths = [path for path, _, _ in panel.posted]
    assert paths == ["/api/v1/operations/7/resume", "/api/v1/tenants/acme/repairs"]


def test_what_is_under_way_comes_to_its_end_before_that() -> None:
    panel = FakePanel(
        [_acme("active", _operation("running"))], [_operation("succeeded"), _operation("succeeded")]
    )

    _ensure(panel)

    assert [path for path, _, _ in panel.posted] == ["/api/v1/tenants/acme/repairs"]


def test_a_backup_that_failed_is_left_to_the_operator() -> None:
    panel = FakePanel([_acme("active", _operation("failed"))], [_operation("succeeded")])

    _ensure(panel)

    assert [path for path, _, _ in panel.posted] == ["/api/v1/tenants/acme/repairs"]


def test_a_failure_says_what_to_do() -> None:
    failed = _operation("failed", error={"code": "x", "message": "No room.", "next_action": "Free memory."})

    with pytest.raises(DemoError, match=r"No room\. Free memory\."):
        _ensure(FakePanel([], [_operation("queued"), failed]))
