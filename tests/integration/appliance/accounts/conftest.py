"""The standing cast with real passwords, and a browser and an API client for each of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from appliance.accounts.models import User
from appliance.accounts.users import NewUser, UserChange, change_user, create_user
from appliance.app import create_app
from appliance.context import Context

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Cast:
    admin: User
    gerente: User
    atendente: User
    outsider: User
    """Deactivated: knows the password, may do nothing."""


@pytest.fixture
def cast(context: Context) -> Cast:
    def person(name: str, role: str) -> User:
        return create_user(context.sessions, NewUser(name, f"{name.lower()}@acme.example", PASSWORD, role))

    outsider = person("Otto", "atendente")
    change_user(context.sessions, outsider.id, UserChange(is_active=False))
    return Cast(person("Alice", "admin"), person("Gil", "gerente"), person("Ana", "atendente"), outsider)


@pytest.fixture
def app(context: Context) -> Flask:
    return create_app(context)


class Browser:
    """Signs in like the inbox does: cookie and CSRF token."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.headers: dict[str, str] = {}
        self.tokens: dict[str, Any] = {}

    def login(self, email: str, password: str = PASSWORD, **more: Any) -> TestResponse:
        response = self.client.post("/api/v1/auth/login", json={"email": email, "password": password, **more})
        if response.status_code == 200:
            self.tokens = response.get_json()
            self.headers = {"X-CSRF-Token": self.me().get_json()["csrf_token"]}
        return response

    def me(self) -> TestResponse:
        return self.client.get("/api/v1/auth/me")

    def send(self, method: str, path: str, body: Any = None) -> TestResponse:
        return self.client.open(path, method=method, json=body, headers=self.headers)


@pytest.fixture
def browser(app: Flask) -> Callable[[], Browser]:
    """A new browser each time."""
    return lambda: Browser(app)


@pytest.fixture
def as_user(app: Flask) -> Callable[[User], Browser]:
    """A browser signed in as somebody of the cast."""

    def signed_in(user: User) -> Browser:
        browser = Browser(app)
        assert browser.login(user.email).status_code == 200
        return browser

    return signed_in
