"""Real runner processes over one SQLite file: killed anywhere, the operation ends in the same state."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from control_plane.actor import Actor
from control_plane.database import Base, make_engine, make_sessions, transaction
from control_plane.models import Operation, Tenant, TenantLock
from control_plane.notices import Notices
from control_plane.operations import catalog
from control_plane.services.audit import chain_entries
from control_plane.services.operations import Operations
from control_plane.settings import read_settings

pytestmark = pytest.mark.integration

SCRIPT = Path(__file__).with_name("toy_runner.py")
ROOT = Path(__file__).parents[4]
STEPS = ("first", "second", "third")
PLAYING = catalog.Kind(
    "playing",
    STEPS,
    starts_in=(),
    lifecycle_while="creating",
    lifecycle_after="active",
    lifecycle_failed="failed",
)
SHORT_LEASE = 1.0


@dataclass
class Scene:
    """One database, one operation of the toy kind, and the processes working on it."""

    folder: Path
    url: str
    operations: Operations
    operation_id: str
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, at: str = "::", lease: float = SHORT_LEASE) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(SCRIPT), self.url, str(self.folder), "--lease", str(lease), "--at", at]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(command, env=environment)
        self.processes.append(process)
        return process

    def freeze(self, process: subprocess.Popen[bytes]) -> None:
        """Stop `process` while it holds no lock of the database: frozen with one, it would stop everybody."""
        while True:
            process.send_signal(signal.SIGSTOP)
            os.waitpid(process.pid, os.WUNTRACED)
            if self.writable():
                return
            process.send_signal(signal.SIGCONT)
            time.sleep(0.05)

    def writable(self) -> bool:
        connection = sqlite3.connect(self.url.removeprefix("sqlite:///"), timeout=1, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")
        except sqlite3.OperationalError:
            return False
        finally:
            connection.close()
        return True

    def show(self) -> dict[str, Any]:
        return self.operations.show(self.operation_id)

    def effects(self) -> list[str]:
        return (self.folder / "effects").read_text().splitlines()

    def wait(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, self.show()
            time.sleep(0.05)

    def wait_reached(self) -> None:
        self.wait((self.folder / "reached").exists)

    def wait_succeeded(self) -> None:
        self.wait(lambda: self.show()["state"] == "succeeded")


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setitem(catalog.KINDS, "toy", PLAYING)
    url = f"sqlite:///{tmp_path}/platform.sqlite3"
    engine = make_engine(url)
    Base.metadata.create_all(engine)
    sessions = make_sessions(engine)
    (tmp_path / "key").write_text("ab" * 32)
    names = ("REDIS_PASSWORD", "PLATFORM_KEY", "SESSION_KEY")
    settings = read_settings({f"{name}_FILE": str(tmp_path / "key") for name in names})
    chain_entries(sessions, settings.platform_key)
    operations = Operations(sessions, Notices(None, "toy"), settings)
    (tmp_path / "effects").touch()
    with transaction(sessions) as session:
        tenant = Tenant(slug="acme", name="ACME", configuration={})
        session.add(tenant)
        session.flush()
        operation = operations.submit(session, kind="toy", tenant=tenant, inputs={}, actor=Actor("ana"))
    scene = Scene(tmp_path, url, operations, operation["id"])
    yield scene
    for process in scene.processes:
        process.kill()
        process.wait()
    engine.dispose()


def assert_ended_well(scene: Scene) -> None:
    assert scene.effects() == list(STEPS)
    assert [step["state"] for step in scene.show()["steps"]] == ["done"] * 3
    with transaction(scene.operations._sessions) as session:
        tenant = session.get_one(Operation, scene.operation_id).tenant
        assert tenant.lifecycle == "active"
        assert session.get(TenantLock, tenant.id) is None


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("phase", ["before", "after", "checked"])
def test_killed_in_any_step_the_next_runner_ends_in_the_same_state(
    scene: Scene, step: str, phase: str
) -> None:
    killed = scene.start(f"{step}:{phase}:kill")
    assert killed.wait(60) == -signal.SIGKILL
    assert scene.show()["state"] == "running"
    scene.start()
    scene.wait_succeeded()
    assert_ended_well(scene)


def test_a_dead_runner_is_noticed_within_a_minute_with_the_real_lease(scene: Scene) -> None:
    killed = scene.start("second:before:kill", lease=15)
    killed.wait(60)
    scene.start(lease=15)
    scene.wait_succeeded()
    assert_ended_well(scene)


def test_killed_again_and_again_it_still_ends_well(scene: Scene) -> None:
    for at in ("first:after", "second:before", "second:after", "third:checked"):
        scene.start(f"{at}:kill").wait(60)
    scene.start()
    scene.wait_succeeded()
    assert_ended_well(scene)


def test_a_runner_that_slept_past_its_lease_writes_nothing(scene: Scene) -> None:
    zombie = scene.start("second:before:wait")
    scene.wait_reached()
    scene.freeze(zombie)
    scene.start()
    scene.wait_succeeded()
    ended = scene.show()
    (scene.folder / "go").touch()
    zombie.send_signal(signal.SIGCONT)
    zombie.send_signal(signal.SIGTERM)
    assert zombie.wait(60) == 0
    assert scene.show() == ended
    assert_ended_well(scene)


def test_a_living_runner_is_left_alone(scene: Scene) -> None:
    scene.start("second:before:wait")
    scene.wait_reached()
    other = scene.start()
    time.sleep(3 * SHORT_LEASE)
    assert scene.effects() == ["first"]
    other.terminate()
    assert other.wait(60) == 0
    (scene.folder / "go").touch()
    scene.wait_succeeded()
    assert_ended_well(scene)


def test_sigterm_gives_the_operation_back_at_once(scene: Scene) -> None:
    ending = scene.start("second:before:spin", lease=15)
    scene.wait_reached()
    ending.terminate()
    assert ending.wait(60) == 0
    assert scene.show()["state"] == "queued"
    scene.start(lease=15)
    scene.wait_succeeded()
    assert_ended_well(scene)
