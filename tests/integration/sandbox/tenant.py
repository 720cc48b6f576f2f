"""A tenant's webhook behind a real socket: it echoes handshakes and keeps what is signed well."""

import hashlib
import hmac
import json
from threading import Event
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.integration.sandbox.process import APP_SECRET

PATH = "/webhooks/whatsapp"
CALLBACK = f"http://acme.localhost{PATH}"


class Tenant:
    """`refusals`: how many bodies to answer with 503 first. `held`: answers wait for this event."""

    def __init__(self, server: HTTPServer) -> None:
        self.hosts: list[str] = []
        self.bodies: list[dict[str, Any]] = []
        self.forged = 0
        self.refusals = 0
        self.held: Event | None = None
        server.expect_request(PATH, method="GET").respond_with_handler(self._handshake)
        server.expect_request(PATH, method="POST").respond_with_handler(self._receive)

    def texts(self) -> list[str]:
        return [message["text"]["body"] for value in self._values() for message in value.get("messages", [])]

    def statuses(self, wamid: str) -> list[str]:
        statuses = [status for value in self._values() for status in value.get("statuses", [])]
        return [status["status"] for status in statuses if status["id"] == wamid]

    def _values(self) -> list[dict[str, Any]]:
        return [change["value"] for body in self.bodies for change in body["entry"][0]["changes"]]

    def _handshake(self, request: Request) -> Response:
        self.hosts.append(request.host)
        if request.args["hub.verify_token"] != "verify-me":
            return Response(status=403)
        return Response(request.args["hub.challenge"])

    def _receive(self, request: Request) -> Response:
        raw = request.get_data()
        if self.held is not None and b"espere" in raw:
            self.held.wait(20)
        digest = hmac.new(APP_SECRET.encode(), raw, hashlib.sha256).hexdigest()
        if request.headers["X-Hub-Signature-256"] != f"sha256={digest}":
            self.forged += 1
            return Response(status=401)
        if self.refusals:
            self.refusals -= 1
            return Response(status=503)
        self.bodies.append(json.loads(raw))
        return Response(status=200)
