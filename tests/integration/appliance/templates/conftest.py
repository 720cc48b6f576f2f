"""A tenant before Meta's double, which knows templates: pages, refusals, and what it was asked."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from sqlalchemy import select
from werkzeug.wrappers import Request, Response

from appliance.accounts.models import User
from appliance.app import create_app
from appliance.context import Context
from appliance.database import transaction
from appliance.templates.graph import TemplateGraph, open_graph
from appliance.templates.models import Template
from tests.payloads.whatsapp import WABA_ID

Json = dict[str, Any]
EDGE = f"/graph/v25.0/{WABA_ID}/message_templates"
TEMPLATES = "/api/v1/templates"


@pytest.fixture
def context(context: Context, httpserver: HTTPServer, tmp_path: Path) -> Context:
    whatsapp = replace(context.settings.whatsapp, graph_url=httpserver.url_for("/graph"))
    return replace(
        context, settings=replace(context.settings, whatsapp=whatsapp, media_dir=tmp_path / "media")
    )


@dataclass
class Meta:
    """Meta's double. `listed` is what it has; `refusals` are answered first, one after the other."""

    listed: list[Json] = field(default_factory=list)
    page: int = 2
    refusals: list[tuple[int, Json]] = field(default_factory=list)
    answer: Json = field(default_factory=lambda: {"id": "9001", "status": "PENDING", "category": "UTILITY"})
    calls: list[tuple[str, str, Any]] = field(default_factory=list)
    break_after: int | None = None
    """Pages given before the listing is refused with `breaking`."""
    breaking: tuple[int, Json] = (500, {"code": 131016, "message": "Service unavailable"})
    uploads: list[tuple[str | None, bytes]] = field(default_factory=list)
    """Authorization and content of every file; the server of this double hides headers with underscores."""
    while_listing: Callable[[], None] | None = None
    """What happens between two pages."""

    def respond(self, request: Request) -> Response:
        if "upload" in request.path:
            return self._upload(request)
        body = request.get_json(silent=True) if request.method == "POST" else dict(request.args)
        self.calls.append((request.method, request.path.removeprefix("/graph/v25.0/"), body))
        if self.refusals and request.method != "GET":
            status, error = self.refusals.pop(0)
            return _json({"error": error}, status)
        if request.method == "GET":
            return self._list(request)
        return _json(self.answer if request.path == EDGE and request.method == "POST" else {"success": True})

    def _upload(self, request: Request) -> Response:
        if request.path.endswith("app/uploads"):
            return _json({"id": "upload:abc"})
        self.uploads.append((request.headers.get("Authorization"), request.get_data()))
        return _json({"h": "4::handle"})

    def _list(self, request: Request) -> Response:
        name = request.args.get("name")
        found = [one for one in self.listed if name is None or name in one["name"]]
        start = int(request.args.get("after", "0"))
        if self.break_after is not None and start // self.page >= self.break_after:
            status, error = self.breaking
            return _json({"error": error}, status)
        if start and self.while_listing is not None:
            self.while_listing()
        end = start + self.page
        more = {"next": request.base_url} if end < len(found) else {}
        return _json({"data": found[start:end], "paging": {"cursors": {"after": str(end)}, **more}})

    def asked(self, method: str) -> list[tuple[str, Any]]:
        """Path and body of every call of this method."""
        return [(path, body) for called, path, body in self.calls if called == method]


def _json(document: Json, status: int = 200) -> Response:
    return Response(json.dumps(document), status, content_type="application/json")


@pytest.fixture
def meta(httpserver: HTTPServer, context: Context) -> Meta:
    double = Meta()
    httpserver.expect_request(EDGE).respond_with_handler(double.respond)
    for node in ("9001", "1001", "app/uploads", "upload:abc"):
        httpserver.expect_request(f"/graph/v25.0/{node}", method="POST").respond_with_handler(double.respond)
    return double


@pytest.fixture
def graph(context: Context, meta: Meta) -> Iterator[TemplateGraph]:  # type: ignore[override]
    with open_graph(context) as opened:
        yield opened


@pytest.fixture
def rows(context: Context) -> Callable[[], dict[str, Template]]:
    """By name and language, as `oi/pt_BR`."""

    def read() -> dict[str, Template]:
        with context.sessions() as session:
            return {f"{row.name}/{row.language}": row for row in session.scalars(select(Template))}

    return read


@pytest.fixture
def api(context: Context, clara: User, bearer: Callable[[User], dict[str, str]]) -> "Api":
    return Api(create_app(context).test_client(), bearer(clara))


@dataclass
class Api:
    """The API as the admin uses it."""

    client: FlaskClient
    headers: dict[str, str]

    def __call__(self, method: str, path: str = "", body: Any = None, expect: int = 200) -> Any:
        answer = self.client.open(TEMPLATES + path, method=method, json=body, headers=self.headers)
        assert answer.status_code == expect, answer.get_data(as_text=True)
        return answer.get_json()


def listed(name: str, **more: Any) -> Json:
    """As Meta lists it."""
    return {
        "id": str(1000 + sum(map(ord, name + more.get("language", "")))),
        "name": name,
        "language": "pt_BR",
        "status": "APPROVED",
        "category": "UTILITY",
        "parameter_format": "POSITIONAL",
        "components": [{"type": "BODY", "text": f"Olá, {name}."}],
        "quality_score": {"score": "UNKNOWN"},
        "rejected_reason": "NONE",
        **more,
    }


def add(context: Context, name: str = "oi", **more: Any) -> Template:
    """A row as an earlier sync left it."""
    values: Json = {
        "whatsapp_template_id": "1001",
        "language": "pt_BR",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Oi!"}],
        "status": "APPROVED",
        "said": {},
    }
    with transaction(context.sessions) as session:
        row = Template(name=name, **(values | more))
        session.add(row)
    return row
