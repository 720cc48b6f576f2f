"""Fifty requests a second through the edge while every credential of a tenant is rotated.

    .venv/bin/python -m bench.rotation [--database mysql] [--rounds 3] [--json]

Needs root and an engine (`make images`). It brings up a small platform of its own beside whatever runs, with
one tenant, and removes both at the end. Some four minutes a round.

Who asks: people signed in by an access token (themselves, their conversations), Meta (signed webhooks, the
handshake) and the page everybody opens. The platform of this bench waits for no token of the old session key
to run out, as a real one does for a quarter of an hour: its people renew theirs every five seconds.
"""

import itertools
import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self

import docker

from bench.conformance import silence_logs
from bench.report import arguments, note, quantile, show
from control_plane.actor import Actor
from control_plane.errors import RetryLater
from control_plane.operations.steps.tenant import first_user, load_tenant, read_credentials
from control_plane.operations.steps.tenant_client import Number, TenantClient, inbound_text
from foundation.rotating import current
from tests.integration.control_plane.small_platform import SmallPlatform, make_small_platform

OPERATOR = Actor("bench")
PER_SECOND = 50
_THREADS = 40
"""So many may wait for an answer before fewer are asked for than that."""
_RENEWAL_SECONDS = 5
_WA_ID = "5511977776666"


@dataclass
class Visitors:
    """They ask for as long as the `with` block lasts; what they were not given stands in `failures`."""

    platform: SmallPlatform
    slug: str
    operation_id: str
    """Any of the tenant's: by it its credentials are found."""
    seconds: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    _stop: Event = field(default_factory=Event)
    _threads: list[Thread] = field(default_factory=list)
    _token: str = ""
    _lock: Lock = field(default_factory=Lock)

    def __enter__(self) -> Self:
        self._renew()
        work: list[Callable[[int], None]] = [self._keep_asking] * _THREADS
        self._threads = [Thread(target=each, args=(at,)) for at, each in enumerate([*work, self._keep_in])]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def figures(self) -> dict[str, Any]:
        """Requests, failures, and milliseconds of the slowest."""
        milliseconds = [each * 1000 for each in self.seconds]
        return {
            "requests": len(milliseconds),
            "failed": len(self.failures),
            "p50_ms": round(quantile(milliseconds, 0.5), 1),
            "p99_ms": round(quantile(milliseconds, 0.99), 1),
            "worst_ms": round(max(milliseconds), 1),
        }

    def _keep_in(self, _at: int) -> None:
        while not self._stop.wait(_RENEWAL_SECONDS):
            try:
                self._renew()
            except (RetryLater, KeyError, ValueError) as error:
                self.failures.append(f"renewal: {error}")

    def _renew(self) -> None:
        admin = first_user(self.platform.context_of(self.operation_id), "admin")
        body = {"email": admin["email"], "password": admin["password"]}
        self._token = self._ask("POST", "/api/v1/auth/login", json=body).json()["access_token"]

    def _keep_asking(self, at: int) -> None:
        asks = itertools.cycle([self._me, self._conversations, self._webhook, self._page, self._handshake])
        for ask in itertools.islice(asks, at, None):
            began = time.monotonic()
            try:
                status = ask()
            except RetryLater as error:
                status, why = 0, error.message
            else:
                why = str(status)
            with self._lock:
                self.seconds.append(time.monotonic() - began)
                if status != 200:
                    self.failures.append(f"{ask.__name__}: {why}")
            if self._stop.wait(max(0.0, _THREADS / PER_SECOND - (time.monotonic() - began))):
                return

    def _me(self) -> int:
        return self._get("/api/v1/auth/me")

    def _conversations(self) -> int:
        return self._get("/api/v1/conversations?limit=10")

    def _page(self) -> int:
        return int(self._ask("GET", "/").status_code)

    def _get(self, path: str) -> int:
        headers = {"Authorization": f"Bearer {self._token}"}
        return int(self._ask("GET", path, headers=headers).status_code)

    def _webhook(self) -> int:
        context = self.platform.context_of(self.operation_id)
        ids = load_tenant(context).configuration["whatsapp"]
        number = Number(ids["phone_number_id"], ids["waba_id"], ids.get("display_phone_number", ""))
        secret = current(read_credentials(context, ["whatsapp_app_secret"])["whatsapp_app_secret"])
        _, body = inbound_text(number, _WA_ID, "Olá")
        url = f"http://{self._host}"
        return TenantClient(self.platform.adapters.tenant_http, url).deliver(body, secret)

    def _handshake(self) -> int:
        """With whichever verify token Meta has been told, which is the one that counts or the one before."""
        context = self.platform.context_of(self.operation_id)
        token = current(read_credentials(context, ["whatsapp_verify_token"])["whatsapp_verify_token"])
        query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1"}
        return int(self._ask("GET", "/webhooks/whatsapp", query=query).status_code)

    def _ask(self, method: str, path: str, **options: Any) -> Any:
        return self.platform.adapters.tenant_http.request(method, self._host, path, **options)

    @property
    def _host(self) -> str:
        return f"{self.slug}.localhost:{self.platform.settings.public_port}"


def main() -> int:
    """Prints a row a round; 1 when a request failed."""
    parser = arguments(__doc__)
    parser.add_argument("--database", choices=("mariadb", "mysql"), default="mariadb")
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    silence_logs()
    client = docker.from_env()
    with tempfile.TemporaryDirectory() as folder:
        platform = make_small_platform(Path(folder), client)
        try:
            platform.start()
            rows, failures = _rounds(platform, options.database, options.rounds)
        finally:
            platform.remove_tenants()
            platform.stop()
    show(f"Rotation of everything, {options.database}, {PER_SECOND} requests a second", rows)
    for failure in failures[:20]:
        note(failure)
    return 1 if failures else 0


def _rounds(platform: SmallPlatform, database: str, rounds: int) -> tuple[list[dict[str, Any]], list[str]]:
    operation_id = platform.submit(platform.request("turning", database))
    _succeeded(platform.work())
    rows, failures = [], []
    for number in range(rounds):
        note(f"round {number + 1} of {rounds}")
        platform.services.rotations.submit("turning", OPERATOR)
        began = time.monotonic()
        with Visitors(platform, "turning", operation_id) as visitors:
            _succeeded(platform.work())
        seconds = time.monotonic() - began
        rate = round(len(visitors.seconds) / seconds, 1)
        rows.append({"seconds": round(seconds), "per_second": rate, **visitors.figures()})
        failures += visitors.failures
    return rows, failures


def _succeeded(operation: dict[str, Any]) -> None:
    if operation["state"] != "succeeded":
        raise RuntimeError(json.dumps(operation["error"]))


if __name__ == "__main__":
    sys.exit(main())
