"""The real application behind a real socket, and commands run as the shell would run them."""

import io
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from control_plane import notices as notices_module
from control_plane.actor import Actor
from control_plane.cli import client as client_module
from control_plane.cli.main import run
from control_plane.database import transaction
from control_plane.models import Operation
from control_plane.services.container import Services
from control_plane.services.tokens import new_token


@dataclass
class Result:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def url(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(notices_module, "_POLL_SECONDS", 0.01)
    monkeypatch.setattr(client_module, "_POLL_SECONDS", 0.01)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://panel.localhost:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def token(services: Services, actor: Actor) -> str:
    token = new_token()
    operator_id = services.operators.ensure(actor.name, "a long enough password", actor)
    services.tokens.ensure(operator_id, "cli", token, actor)
    return token


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config/guiche.json"
    monkeypatch.setenv("GUICHE_CONFIG", str(path))
    return path


@pytest.fixture
def guiche(config: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Runs `guiche …` without being signed in."""

    def command(*arguments: str) -> Result:
        capsys.readouterr()
        code = run(list(arguments))
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return command


@pytest.fixture
def signed_in(guiche: Callable[..., Result], config: Path, url: str, token: str) -> Callable[..., Result]:
    """Runs `guiche …` signed in at the real application."""
    config.parent.mkdir()
    config.write_text(json.dumps({"url": url, "token": token}))
    return guiche


@pytest.fixture
def ending(services: Services) -> Iterator[Callable[..., None]]:
    """Ends whatever is queued shortly, as a runner would."""
    stop = threading.Event()
    threads: list[threading.Thread] = []

    def end_soon(state: str = "succeeded", **values: Any) -> None:
        def work() -> None:
            while not stop.wait(0.05):
                with transaction(services.sessions) as session:
                    for operation in session.query(Operation).filter_by(state="queued"):
                        operation.state = state
                        operation.steps[0].state = "done" if state == "succeeded" else "failed"
                        for name, value in values.items():
                            setattr(operation, name, value)

        threads.append(threading.Thread(target=work))
        threads[-1].start()

    yield end_soon
    stop.set()
    for thread in threads:
        thread.join()


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Somebody at a terminal types this."""

    def type_in(text: str) -> None:
        terminal = io.StringIO(text)
        monkeypatch.setattr(terminal, "isatty", lambda: True)
        monkeypatch.setattr("sys.stdin", terminal)

    return type_in
