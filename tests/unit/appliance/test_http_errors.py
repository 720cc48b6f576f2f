import json
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import ImATeapot

from appliance.errors import AppError, Conflict, TooMany
from appliance.http_errors import register_error_handlers


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)
    register_error_handlers(app)

    def fails(error: Exception) -> Callable[[], str]:
        def view() -> str:
            raise error

        return view

    errors: dict[str, Exception] = {
        "conflict": Conflict("already_taken", "Já assumida.", assigned_user={"id": 1}),
        "slow": TooMany("slow_down", "Devagar.", retry_after=7),
        "teapot": ImATeapot(),
        "database": OperationalError("SELECT", {}, Exception("10.0.0.1 gone")),
        "bug": ZeroDivisionError("secret detail"),
        "value": ValueError("secret detail"),
        "deep": RecursionError(),
        "plain": AppError("odd", "Estranho."),
    }
    app.add_url_rule("/number", "number", lambda: json.loads("9" * 10_000))
    for name, error in errors.items():
        app.add_url_rule(f"/{name}", name, fails(error))
    return app.test_client()


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("conflict", 409, "already_taken"),
        ("slow", 429, "slow_down"),
        ("teapot", 418, "i'm_a_teapot"),
        ("database", 503, "database_unavailable"),
        ("bug", 500, "internal_error"),
        ("value", 500, "internal_error"),
        ("deep", 400, "bad_request"),
        ("number", 400, "bad_request"),
        ("plain", 500, "odd"),
        ("nowhere", 404, "not_found"),
    ],
)
def test_every_error_has_the_same_shape(client: FlaskClient, path: str, status: int, code: str) -> None:
    response = client.get(f"/{path}")
    assert response.status_code == status
    error = response.get_json()["error"]
    assert set(error) == {"code", "message", "details"}
    assert error["code"] == code
    assert error["message"]


def test_details_and_headers_go_along(client: FlaskClient) -> None:
    assert client.get("/conflict").get_json()["error"]["details"] == {"assigned_user": {"id": 1}}
    assert client.get("/slow").headers["Retry-After"] == "7"
    assert client.post("/conflict").headers["Allow"]


def test_nothing_of_the_inside_is_told(client: FlaskClient) -> None:
    assert "secret" not in client.get("/bug").text
    assert "10.0.0.1" not in client.get("/database").text
