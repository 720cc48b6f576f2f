from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from appliance import spa
from appliance.current import keep_context
from appliance.settings import TenantSettings

INDEX = '<html lang="pt-BR"><meta name="application-name" content="" />'
SERVED = '<html lang="es"><meta name="application-name" content="ACME &#34;Sul&#34;" />'
"""And more of the client's: brand.page_head."""


def no_database() -> None:
    """An answer of the sessions."""
    raise OperationalError("", {}, Exception("down"))


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(INDEX)
    (tmp_path / "favicon.svg").write_text("<svg/>")
    (tmp_path / "assets" / "app-1a2b.js").write_text("//")
    (tmp_path / "sw.js").write_text("//")
    monkeypatch.setattr(spa, "DIST", tmp_path)
    app = Flask(__name__, static_folder=None)
    tenant = TenantSettings("id", "acme", 'ACME "Sul"', "es", "UTC", "https://acme.example", "")
    settings = SimpleNamespace(tenant=tenant)
    keep_context(app, SimpleNamespace(settings=settings, sessions=no_database))  # type: ignore[arg-type]
    app.register_blueprint(spa.blueprint)
    app.after_request(spa.harden("https://acme.example"))
    return app.test_client()


def get(client: FlaskClient, path: str) -> TestResponse:
    """Read to its end: what is served is an open file."""
    with client.get(path) as response:
        response.get_data()
    return response


@pytest.mark.parametrize("path", ["/", "/conversations/7", "/login"])
def test_pages_of_the_front_end_are_its_index_never_cached(client: FlaskClient, path: str) -> None:
    response = get(client, path)
    assert response.status_code == 200
    assert response.text.startswith(SERVED)
    assert response.headers["Cache-Control"] == "no-cache"


def test_the_service_worker_is_a_script_of_the_root_asked_for_anew_each_time(client: FlaskClient) -> None:
    response = get(client, "/sw.js")
    assert response.mimetype == "text/javascript"
    assert "no-cache" in response.headers["Cache-Control"]
    assert "worker-src 'self'" in response.headers["Content-Security-Policy"]


def test_assets_are_kept_for_ever(client: FlaskClient) -> None:
    assert "immutable" in get(client, "/assets/app-1a2b.js").headers["Cache-Control"]
    assert "immutable" not in get(client, "/favicon.svg").headers["Cache-Control"]


@pytest.mark.parametrize(
    "path", ["/favicon.ico", "/api/v1/nothing", "/webhooks/x", "/assets/gone.js", "/socket.io"]
)
def test_what_is_no_page_is_not_found(client: FlaskClient, path: str) -> None:
    assert get(client, path).status_code == 404


def test_nothing_outside_the_build_is_served(client: FlaskClient, tmp_path: Path) -> None:
    (tmp_path.parent / "secret").write_text("secret")
    assert "secret" not in get(client, "/%2e%2e/secret").text


def test_browsers_are_kept_strict(client: FlaskClient) -> None:
    headers = get(client, "/").headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "connect-src 'self' wss://acme.example" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=(self)"  # voice messages
    assert headers["Strict-Transport-Security"]
    assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=(self)"  # voice notes
