import stat
from pathlib import Path

import pytest

from sandbox.app import create_app
from sandbox.settings import Settings
from tests.unit.sandbox.doubles import FakeTenant, ManualTimeline, Sandbox


@pytest.fixture
def restarted(sandbox: Sandbox, settings: Settings, timeline: ManualTimeline, tenant: FakeTenant) -> Sandbox:
    """The same data directory under a new process, after a customer wrote and a key was added."""
    sandbox.client.post("/sandbox/keys", json={"key": "k" * 32})
    sandbox.client.post("/sandbox/customers", json={"name": "Rosa", "wa_id": "558599112233"})
    sandbox.write()
    timeline.run(2)
    return Sandbox(create_app(settings, timeline, tenant.session()).test_client(), timeline, tenant)


def test_registrations_outlive_a_restart(restarted: Sandbox) -> None:
    (number,) = restarted.client.get("/sandbox/numbers").get_json()["data"]
    assert number["callback"] == "http://acme.test/hook"
    customers = restarted.client.get("/sandbox/customers").get_json()["data"]
    assert ("558599112233", "Rosa") in [(one["wa_id"], one["name"]) for one in customers]
    key = {"X-API-Key": "k" * 32}
    assert restarted.client.get("/fila-ia/api/v1/requests", headers=key).status_code == 200


def test_an_open_window_outlives_a_restart_but_messages_do_not(restarted: Sandbox) -> None:
    assert restarted.chat() == []
    restarted.send()
    restarted.timeline.run(1)
    assert restarted.tenant.statuses_told() == ["sent", "delivered"]


def test_only_the_owner_may_read_the_file(sandbox: Sandbox, settings: Settings) -> None:
    path: Path = settings.data_dir / "seed.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in settings.data_dir.iterdir()] == ["seed.json"]
