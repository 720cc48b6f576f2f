"""The platform's real processes over SQLite and a real Redis: panel under gevent, clock, console commands."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from bench.throwaway import free_port
from control_plane.cli.client import Client
from control_plane.cli.configuration import Configuration
from control_plane.database import Sessions, make_engine, make_sessions, transaction
from control_plane.migrations.commands import migrate
from control_plane.models import Operation, Tenant
from control_plane.notices import Notices, make_notices
from control_plane.settings import Settings, read_settings

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[3]


@dataclass
class Platform:
    """Settings for a platform in a folder, and the processes started for it."""

    environ: dict[str, str]
    settings: Settings
    sessions: Sessions
    notices: Notices
    token: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, name: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, **self.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen([sys.executable, "-m", "control_plane", name], env=environment)
        self.processes.append(process)
        return process

    def run(self, *arguments: str) -> str:
        environment = {**os.environ, **self.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "control_plane", *arguments]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.settings.listen_port}"

    def client(self) -> Client:
        return Client(Configuration(self.url, self.token))

    def change(self, operation_id: str, state: str) -> None:
        with transaction(self.sessions) as session:
            operation = session.get_one(Operation, operation_id)
            operation.state = state
        self.notices.publish(operation_id)


@pytest.fixture
def platform(tmp_path: Path, redis_server: Any) -> Iterator[Platform]:
    files = {"REDIS_PASSWORD": redis_server.password, "PLATFORM_KEY": "ab" * 32, "SESSION_KEY": "cd" * 32}
    environ = {
        "INSTANCE": tmp_path.name,
        "PLATFORM_DATABASE_URL": f"sqlite:///{tmp_path}/platform.sqlite3",
        "REDIS_HOST": redis_server.host,
        "REDIS_PORT": str(redis_server.port),
        "REDIS_USER": "default",
        "LISTEN_PORT": str(free_port()),
    }
    for name, value in files.items():
        (tmp_path / name).write_text(value)
        environ[f"{name}_FILE"] = str(tmp_path / name)
    settings = read_settings(environ)
    engine = make_engine(settings.database_url)
    migrate(engine)
    platform = Platform(environ, settings, make_sessions(engine), make_notices(settings))
    (tmp_path / "password").write_text("a long enough password")
    arguments = ["--email", "ana@operator.example", "--password-file", str(tmp_path / "password")]
    arguments += ["--token-file", str(tmp_path / "token")]
    platform.token = json.loads(platform.run("create-operator", *arguments))["token"]
    with transaction(platform.sessions) as session:
        configuration = {
            "database": "mysql",
            "locale": "pt-BR",
            "timezone": "UTC",
            "whatsapp": {},
            "fila_ia": {},
            "users": [],
        }
        session.add(Tenant(slug="acme", name="ACME", lifecycle="active", configuration=configuration))
    yield platform
    for process in platform.processes:
        process.kill()
        process.wait()
    platform.notices.close()
    engine.dispose()


def wait_for(condition: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def panel(platform: Platform) -> Iterator[requests.Session]:
    platform.start("panel")
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {platform.token}"

        def is_up() -> bool:
            try:
                return session.get(f"{platform.url}/readyz", timeout=5).status_code == 200
            except requests.ConnectionError:
                return False

        wait_for(is_up)
        yield session


def submit(platform: Platform, panel: requests.Session) -> str:
    answer = panel.post(f"{platform.url}/api/v1/tenants/acme/backups", timeout=5)
    assert answer.status_code == 202
    return str(answer.json()["operation"]["id"])


def test_the_panel_is_ready_with_redis(platform: Platform, panel: requests.Session) -> None:
    assert panel.get(f"{platform.url}/readyz", timeout=5).json() == {"database": "ok", "redis": "ok"}


def test_a_change_reaches_every_watcher_while_others_are_served(
    platform: Platform, panel: requests.Session
) -> None:
    operation_id = submit(platform, panel)
    seen: list[list[str]] = [[] for _ in range(20)]

    def watch(states: list[str]) -> None:
        client = platform.client()
        states += [change["state"] for change in client.watch(operation_id)]
        client.close()

    watchers = [threading.Thread(target=watch, args=(states,)) for states in seen]
    for watcher in watchers:
        watcher.start()
    assert panel.get(f"{platform.url}/api/v1/tenants", timeout=5).status_code == 200
    platform.change(operation_id, "running")
    time.sleep(0.5)
    platform.change(operation_id, "succeeded")
    for watcher in watchers:
        watcher.join(30)
    assert all(states[-1] == "succeeded" for states in seen)


def test_the_panel_ends_with_streams_open(platform: Platform, panel: requests.Session) -> None:
    operation_id = submit(platform, panel)
    url = f"{platform.url}/api/v1/operations/{operation_id}/events"
    with panel.get(url, stream=True, timeout=10) as stream:
        assert next(stream.iter_lines()) == b"event: operation"
        platform.processes[0].send_signal(signal.SIGTERM)
        assert platform.processes[0].wait(10) == 0


def test_watching_goes_on_without_redis(platform: Platform, panel: requests.Session) -> None:
    operation_id = submit(platform, panel)
    nowhere = Notices(None, platform.settings.instance)
    with nowhere.waiter(operation_id) as wait:
        wait()  # a second, and no error
    platform.change(operation_id, "succeeded")
    client = platform.client()
    assert [change["state"] for change in client.watch(operation_id)] == ["succeeded"]
    client.close()


def test_a_notice_ends_the_wait_at_once(platform: Platform) -> None:
    with platform.notices.waiter("x") as wait:
        threading.Timer(0.1, platform.notices.publish, ("x",)).start()
        before = time.monotonic()
        wait()
        assert time.monotonic() - before < 0.9


def test_the_clock_queues_what_is_due_and_ends_politely(platform: Platform) -> None:
    clock = platform.start("clock")

    def is_queued() -> bool:
        with transaction(platform.sessions) as session:
            return session.query(Operation).filter_by(requested_by="clock").count() == 1

    wait_for(is_queued)
    clock.terminate()
    assert clock.wait(10) == 0


def test_an_operator_made_again_keeps_the_token(platform: Platform, tmp_path: Path) -> None:
    arguments = ["--email", "ana@operator.example", "--password-file", str(tmp_path / "password")]
    again = json.loads(platform.run("create-operator", *arguments, "--token-file", str(tmp_path / "token")))
    assert again == {"email": "ana@operator.example", "token": platform.token}
    assert (tmp_path / "token").stat().st_mode & 0o777 == 0o600


def test_migrate_again_is_fine(platform: Platform) -> None:
    platform.run("migrate")
