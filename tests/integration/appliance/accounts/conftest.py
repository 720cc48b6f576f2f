"""The standing cast with real passwords, and a browser and an API client for each of them."""

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from appliance.accounts import second_factor
from appliance.accounts.links import address_of
from appliance.accounts.models import AccountLink, User
from appliance.accounts.passwords import hash_password
from appliance.accounts.people import acting
from appliance.app import create_app
from appliance.audit.models import AuditEntry
from appliance.context import Context
from appliance.database import transaction
from foundation import totp
from foundation.mail_settings import MailSettings

MAIL = MailSettings("127.0.0.1", 9, "none", "desk@acme.example")
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Cast:
    admin: User
    gerente: User
    atendente: User
    outsider: User
    """Deactivated: knows the password, may do nothing."""


@cache
def stored_password() -> str:
    """One hash for everybody: it costs what the many of all these tests would."""
    return hash_password(PASSWORD)


@pytest.fixture
def cast(context: Context) -> Cast:
    def person(name: str, role: str) -> User:
        email = f"{name.lower()}@acme.example"
        return User(name=name, email=email, password_hash=stored_password(), role=role)

    outsider = person("Otto", "atendente")
    outsider.is_active = False
    people = (person("Alice", "admin"), person("Gil", "gerente"), person("Ana", "atendente"), outsider)
    with transaction(context.sessions) as session:
        for one in (outsider, *people[:3]):
            session.add(one)
            session.flush()
    return Cast(*people)


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
        return self.enter("/login", {"email": email, "password": password, **more})

    def enter(self, path: str, body: dict[str, Any]) -> TestResponse:
        """By whatever way below /auth gives a cookie."""
        response = self.client.post(f"/api/v1/auth{path}", json=body)
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


@pytest.fixture
def mailing(context: Context) -> Context:
    """The same tenant with a mail server, which nobody talks to before the worker does."""
    return replace(context, settings=replace(context.settings, mail=MAIL))


@pytest.fixture
def mailing_browser(mailing: Context) -> Callable[[], Browser]:
    """A new browser each time, of the tenant with a mail server."""
    app = create_app(mailing)
    return lambda: Browser(app)


def link_of(context: Context, user_id: int, purpose: str) -> str:
    """The token of somebody's newest link, as the e-mail would say it."""
    with context.sessions() as session:
        link = session.scalars(
            select(AccountLink)
            .where(AccountLink.user_id == user_id, AccountLink.purpose == purpose)
            .order_by(AccountLink.id.desc())
        ).first()
    assert link is not None
    settings = context.settings
    url = address_of(settings.session_key, settings.tenant.public_url, link)
    assert url is not None
    return url.rpartition("/")[2]


def set_up_second_factor(context: Context, user: User) -> tuple[bytes, list[str]]:
    """Switches it on, with a code of a minute ago; the app's secret and the recovery codes."""
    with context.sessions() as session:
        person = acting(session, user.id)
    secret = base64.b32decode(second_factor.begin(context, person, PASSWORD)["secret"])
    with time_machine.travel(time.time(), tick=False):
        return secret, second_factor.confirm(context, person, code_now(secret, -1))


def code_now(secret: bytes, steps: int = 0) -> str:
    """What the app shows."""
    return totp.code_at(secret, int(time.time()) // totp.STEP_SECONDS + steps)


def audited(context: Context) -> list[tuple[str, str]]:
    """(action, subject id) of what was noted down, in order."""
    with context.sessions() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(row.action, row.subject_id) for row in rows]
