"""Time that moves by hand, and a tenant that answers what it is told: no clock, no network."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from flask.testing import FlaskClient
from requests.adapters import BaseAdapter
from werkzeug.test import TestResponse

Json = dict[str, Any]


class ManualTimeline:
    """A timeline that stands still until `run`."""

    def __init__(self) -> None:
        self._now = 1_790_000_000.0
        self._plans: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0
        self.pauses: list[float] = []

    def now(self) -> float:
        return self._now

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        self._count += 1
        self._plans.append((self._now + max(0.0, seconds), self._count, action))

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def run(self, seconds: float = 0.0) -> None:
        """Lets `seconds` pass and does everything planned on the way, in order."""
        end = self._now + seconds
        while self._plans and min(self._plans)[0] <= end:
            plan = min(self._plans)
            self._plans.remove(plan)
            self._now = max(self._now, plan[0])
            plan[2]()
        self._now = end


class FakeTenant(BaseAdapter):
    """Stands where the network would be: echoes handshakes, records posts, answers `statuses` in turn."""

    def __init__(self) -> None:
        super().__init__()
        self.posts: list[requests.PreparedRequest] = []
        self.handshakes: list[str] = []
        self.statuses: list[int] = []
        self.handshake_status = 200
        self.challenge: str | None = None
        self.is_down = False

    def send(self, request: requests.PreparedRequest, *_args: Any, **_kwargs: Any) -> requests.Response:
        if self.is_down:
            raise requests.ConnectionError("refused")
        if request.method == "GET":
            self.handshakes.append(str(request.url))
            query = parse_qs(urlsplit(str(request.url)).query)
            return _response(self.handshake_status, self.challenge or query["hub.challenge"][0])
        self.posts.append(request)
        return _response(self.statuses.pop(0) if self.statuses else 200, "")

    def close(self) -> None:
        """Nothing is open."""

    def session(self) -> requests.Session:
        """A session whose every call ends here."""
        session = requests.Session()
        session.mount("http://", self)
        return session

    def bodies(self) -> list[Json]:
        return [json.loads(post.body or b"") for post in self.posts]

    def values(self) -> list[Json]:
        """The value of every change of every entry of every post."""
        entries = [entry for body in self.bodies() for entry in body["entry"]]
        return [change["value"] for entry in entries for change in entry["changes"]]

    def statuses_told(self) -> list[str]:
        return [status["status"] for value in self.values() for status in value.get("statuses", [])]


class Sandbox:
    """The application with one registered, connected number and one customer."""

    token = "EAAtoken"
    app_secret = "app-secret"
    number = "200300400500600"
    waba = "100200300400500"
    customer = "5511987650101"

    def __init__(self, client: FlaskClient, timeline: ManualTimeline, tenant: FakeTenant) -> None:
        self.client = client
        self.timeline = timeline
        self.tenant = tenant

    def register(self, **changed: str) -> None:
        number = {
            "phone_number_id": self.number,
            "waba_id": self.waba,
            "display_phone_number": "+55 11 4004-0001",
            "token": self.token,
            "app_secret": self.app_secret,
            "name": "ACME",
        }
        assert self.client.post("/sandbox/numbers", json=number | changed).status_code == 201

    def connect(self) -> None:
        """Subscribes the app and sets the number's callback, as a tenant does."""
        assert self.graph("POST", f"{self.waba}/subscribed_apps").status_code == 200
        assert self.override("http://acme.test/hook").status_code == 200

    def connect_app(self, *fields: str) -> str:
        """Sets the app's own callback, as its owner would; the app's id."""
        body = {
            "phone_number_id": self.number,
            "callback_url": "http://acme.test/app",
            "verify_token": "verify-me",
            "fields": list(fields),
        }
        answer = self.client.post("/sandbox/app", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.get_json()["app_id"])

    def template(self, **changed: Any) -> Json:
        """Creates a template (a body with one variable, unless told otherwise) and lets it be approved."""
        body: Json = {
            "name": "pedido_pronto",
            "language": "pt_BR",
            "category": "UTILITY",
            "components": [
                {
                    "type": "BODY",
                    "text": "Olá, {{1}}, seu pedido está pronto.",
                    "example": {"body_text": [["Ana"]]},
                }
            ],
        }
        answer = self.graph("POST", f"{self.waba}/message_templates", body | changed)
        assert answer.status_code == 200, answer.text
        self.timeline.run(5)
        return dict(answer.get_json())

    def send_template(self, *components: Json, name: str = "pedido_pronto") -> TestResponse:
        content = {"name": name, "language": {"code": "pt_BR"}, "components": list(components)}
        return self.send({"type": "template", "template": content})

    def override(self, url: str, node: str | None = None) -> TestResponse:
        configuration = {"override_callback_uri": url, "verify_token": "verify-me"}
        return self.graph("POST", node or self.number, {"webhook_configuration": configuration})

    def graph(
        self, method: str, path: str, body: Json | None = None, token: str | None = None
    ) -> TestResponse:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return self.client.open(f"/graph/v25.0/{path}", method=method, json=body, headers=headers)

    def send(self, content: Json | None = None, **more: Any) -> TestResponse:
        """The business sends; a text to the customer unless told otherwise."""
        body = {
            "messaging_product": "whatsapp",
            "to": f"+{self.customer}",
            "type": "text",
        }
        content = content or {"text": {"body": "Olá"}}
        return self.graph("POST", f"{self.number}/messages", body | content | more)

    def write(self, **wanted: Any) -> Json:
        """The customer writes; the webhook has been delivered when this returns."""
        body = {"phone_number_id": self.number, "wa_id": self.customer, "type": "text", "text": "Oi"}
        answer = self.client.post("/sandbox/inbound", json=body | wanted)
        assert answer.status_code == 201, answer.text
        self.timeline.run()
        return dict(answer.get_json())

    def chat(self, customer: str | None = None) -> list[Json]:
        query = {"phone_number_id": self.number, "customer": customer or self.customer}
        return list(self.client.get("/sandbox/messages", query_string=query).get_json()["data"])

    def faults(self, **groups: Json) -> None:
        assert self.client.put("/sandbox/faults", json=groups).status_code == 200


def error_of(answer: TestResponse) -> tuple[int, int]:
    """The HTTP status and Graph's code."""
    return answer.status_code, answer.get_json()["error"]["code"]


def _response(status: int, text: str) -> requests.Response:
    response = requests.Response()
    response.status_code = status
    response._content = text.encode()
    return response
