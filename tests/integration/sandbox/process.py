"""The sandbox as its own process on a free port, and the calls that tests make to it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from bench.throwaway import free_port

ROOT = Path(__file__).parents[3]
NUMBER = "200300400500600"
WABA = "100200300400500"
TOKEN = "EAAtoken"
APP_SECRET = "app-secret"
CUSTOMER = "5511987650101"

Json = dict[str, Any]


class SandboxProcess:
    """Talks to a running sandbox; `tenant_port` is where `*.localhost` leads."""

    def __init__(self, port: int, process: subprocess.Popen[str], mail_port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.process = process
        self.mail_port = mail_port
        self.http = requests.Session()
        self.http.trust_env = False

    def call(self, method: str, path: str, body: Json | None = None, **arguments: Any) -> requests.Response:
        return self.http.request(method, self.url + path, json=body, timeout=20, **arguments)

    def graph(self, method: str, path: str, body: Json | None = None) -> requests.Response:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return self.call(method, f"/graph/v25.0/{path}", body, headers=headers)

    def register(self) -> None:
        number = {
            "phone_number_id": NUMBER,
            "waba_id": WABA,
            "display_phone_number": "+55 11 4004-0001",
            "token": TOKEN,
            "app_secret": APP_SECRET,
            "name": "ACME Comércio",
        }
        self.call("POST", "/sandbox/numbers", number).raise_for_status()

    def connect(self, callback: str) -> requests.Response:
        """Subscribes and sets the callback; the answer of the latter."""
        self.graph("POST", f"{WABA}/subscribed_apps").raise_for_status()
        configuration = {"override_callback_uri": callback, "verify_token": "verify-me"}
        return self.graph("POST", NUMBER, {"webhook_configuration": configuration})

    def write(self, text: str, customer: str = CUSTOMER) -> str:
        body = {"phone_number_id": NUMBER, "wa_id": customer, "type": "text", "text": text}
        answer = self.call("POST", "/sandbox/inbound", body)
        answer.raise_for_status()
        return str(answer.json()["wamid"])

    def send(self, text: str, **more: Any) -> str:
        content = {
            "messaging_product": "whatsapp",
            "to": f"+{CUSTOMER}",
            "type": "text",
        }
        if "type" not in more:
            more["text"] = {"body": text}
        answer = self.graph("POST", f"{NUMBER}/messages", content | more)
        answer.raise_for_status()
        return str(answer.json()["messages"][0]["id"])

    def chat(self) -> list[Json]:
        query = f"phone_number_id={NUMBER}&customer={CUSTOMER}"
        return list(self.call("GET", f"/sandbox/messages?{query}").json()["data"])

    def events(self) -> Generator[tuple[str, Json], None, None]:
        """The live stream as (name, data); the first one is `hello`."""
        with self.http.get(f"{self.url}/events", stream=True, timeout=20) as answer:
            name = ""
            for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    yield name, json.loads(line.removeprefix("data: "))


@contextmanager
def running_sandbox(data_dir: Path, tenant_port: int) -> Iterator[SandboxProcess]:
    """Starts `python -m sandbox` and waits until it answers; on leaving it must stop when asked."""
    port, mail_port = free_port(), free_port()
    environment = os.environ | {
        "PORT": str(port),
        "DATA_DIR": str(data_dir),
        "LOOPBACK_ADDRESS": f"127.0.0.1:{tenant_port}",
        "RETRY_SPEED": "600",
        "ANSWER_AFTER_MS": "50",
        "MAIL_PORT": str(mail_port),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    sandbox = SandboxProcess(port, process, mail_port)
    try:
        wait_until(lambda: _is_up(sandbox))
        yield sandbox
    finally:
        sandbox.http.close()
        process.terminate()
        process.communicate(timeout=20)


def wait_until(condition: Any, seconds: float = 20) -> None:
    """Returns once `condition()` holds; raises TimeoutError if it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.02)


def _is_up(sandbox: SandboxProcess) -> bool:
    assert sandbox.process.poll() is None, "the sandbox ended by itself"
    try:
        return sandbox.call("GET", "/healthz").ok
    except requests.ConnectionError:
        return False
