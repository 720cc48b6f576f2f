"""A whole platform of its own name and port, reached as its users reach it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import docker
import requests
from playwright.sync_api import Error, Page

from foundation.http import http_session

REPOSITORY = Path(__file__).parents[2]
INSTANCE = os.environ.get("GUICHE_TEST_INSTANCE", "gtest")
PORT = int(os.environ.get("GUICHE_TEST_PORT", "18080"))
SUMMARY = REPOSITORY / ".test" / INSTANCE / "demo.json"
WAIT_SECONDS = 60
Found = TypeVar("Found")


def eventually(ask: Callable[[], Found | None], what: str, seconds: float = WAIT_SECONDS) -> Found:
    """The first true answer. Fails, saying `what` was awaited, when none comes in time."""
    end = time.monotonic() + seconds
    while not (found := ask()):
        assert time.monotonic() < end, f"still waiting for {what} after {seconds:.0f} s"
        time.sleep(0.2)
    return found


@dataclass
class Platform:
    """`demo` is what `make demo` writes."""

    demo: dict[str, Any]

    @property
    def panel_url(self) -> str:
        return str(self.demo["panel"]["url"])

    @property
    def phone_url(self) -> str:
        return str(self.demo["phone"]["url"])

    @property
    def tenant_url(self) -> str:
        return str(self.demo["tenant"]["url"])

    @property
    def number(self) -> str:
        return str(self.demo["tenant"]["phone_number_id"])

    def api(self, method: str, path: str, **arguments: Any) -> requests.Response:
        """A call of the control plane's API with the operator's token."""
        headers = {"Authorization": f"Bearer {self.demo['panel']['token']}", **arguments.pop("headers", {})}
        with http_session(timeout=(3.05, 60)) as session:
            return session.request(method, f"{self.panel_url}/api/v1{path}", headers=headers, **arguments)

    def operation(self, operation_id: str, seconds: float = 300) -> dict[str, Any]:
        """The operation once it is over."""

        def over() -> dict[str, Any] | None:
            found: dict[str, Any] = self.api("GET", f"/operations/{operation_id}").json()
            return found if found["state"] in ("succeeded", "failed") else None

        return eventually(over, f"operation {operation_id}", seconds)

    def inventory(self) -> dict[str, Any]:
        """Docker against the database, as the runner sees it from now on."""
        began = datetime.now(UTC).isoformat()

        def fresh() -> dict[str, Any] | None:
            found: dict[str, Any] = self.api("GET", "/inventory").json()
            return found if str(found["seen_at"]) > began else None

        found = eventually(fresh, "a look at the inventory", seconds=90)
        return {kind: found[kind] for kind in ("missing", "orphaned", "unexpected")}

    def sandbox(self, method: str, path: str, **arguments: Any) -> Any:
        """A call of the sandbox's own admin API."""
        with http_session() as session:
            answer = session.request(method, f"{self.phone_url}/sandbox{path}", **arguments)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def writes(self, wa_id: str, text: str, number: str | None = None) -> None:
        """A customer sends a text."""
        body = {"phone_number_id": number or self.number, "wa_id": wa_id, "type": "text", "text": text}
        self.sandbox("POST", "/inbound", json=body)

    def sign_in(self, *, as_admin: bool = False) -> "Desk":
        """The tenant's API as its admin or its attendant."""
        who = self.demo["tenant"] if as_admin else self.demo["attendant"]
        return Desk(self.tenant_url, who["email"], who["password"])


class Desk:
    """One person of a tenant, over its API."""

    def __init__(self, url: str, email: str, password: str) -> None:
        self.url = url
        self.session = http_session(timeout=(3.05, 30))
        credentials = {"email": email, "password": password}
        answer = self.session.post(f"{url}/api/v1/auth/login", json=credentials)
        assert answer.status_code == 200, answer.text
        self.session.cookies.clear()
        self.token = str(answer.json()["access_token"])
        self.session.headers["Authorization"] = f"Bearer {self.token}"

    def call(self, method: str, path: str, **arguments: Any) -> requests.Response:
        return self.session.request(method, f"{self.url}/api/v1{path}", **arguments)

    def conversation(self, wa_id: str) -> dict[str, Any] | None:
        """The newest conversation with a customer, or None."""
        query = {"q": wa_id[-8:], "limit": "1"}
        data: list[dict[str, Any]] = self.call("GET", "/conversations", params=query).json()["data"]
        return data[0] if data else None

    def messages(self, conversation_id: int) -> list[dict[str, Any]]:
        """The newest fifty, oldest first."""
        query = {"conversation_id": conversation_id, "limit": 50}
        found: list[dict[str, Any]] = self.call("GET", "/messages", params=query).json()["data"]
        return found[::-1]

    def send(self, conversation_id: int, text: str, key: str | None = None) -> requests.Response:
        body = {
            "conversation_id": conversation_id,
            "message_type": "text",
            "content": text,
            "client_key": key or str(uuid4()),
        }
        return self.call("POST", "/messages", json=body)


def visit(page: Page, url: str) -> None:
    """Opens `url`. Chromium drops what it loads when a network of the machine changes: then again."""

    def opened() -> bool:
        try:
            page.goto(url)
        except Error as error:
            if "ERR_NETWORK_CHANGED" in str(error):
                return False
            raise
        return True

    eventually(opened, url)


def bring_up(*, with_tenant: bool = True) -> Platform:
    """Brings the test platform up, or repairs it."""
    _demo("up", "--port", str(PORT), *([] if with_tenant else ["--no-tenant"]))
    return Platform(json.loads(SUMMARY.read_text(encoding="utf-8")))


def still_up() -> Platform | None:
    """The platform of an earlier run, if its panel and its tenant answer."""
    if not SUMMARY.exists():
        return None
    platform = Platform(json.loads(SUMMARY.read_text(encoding="utf-8")))
    with http_session() as session:
        urls = [f"{url}/readyz" for url in (platform.panel_url, platform.tenant_url)]
        return platform if all(session.get(url).status_code == 200 for url in urls) else None


def begin_anew() -> Platform:
    """A new platform. What an interrupted run left goes first: its logins were shown already."""
    take_down()
    return bring_up()


def take_down() -> None:
    """Removes all of it; the images stay for the next run."""
    _demo("down", "--port", str(PORT))


def _demo(command: str, *arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "demo", command, "--instance", INSTANCE, *arguments],
        cwd=REPOSITORY,
        env={**os.environ, "KEEP_IMAGES": "1"},
        capture_output=True,
        text=True,
        timeout=1500,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def containers(client: docker.DockerClient, service: str) -> list[Any]:
    """The running containers of a Swarm service."""
    return list(
        client.containers.list(
            ignore_removed=True, filters={"label": f"com.docker.swarm.service.name={service}"}
        )
    )
