"""One tenant on real servers: settings, context, a clean slate before each test, and the standing cast."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from sqlalchemy import text

from appliance.accounts.models import SignIn, User
from appliance.accounts.people import acting
from appliance.accounts.roles import builtin_roles
from appliance.accounts.tokens import AccessClaim, sign_access_token
from appliance.app import create_app
from appliance.context import Context, make_context
from appliance.database import Base, make_engine, transaction, utc_now
from appliance.migrations.commands import migrate
from appliance.settings import (
    AiSettings,
    DatabaseSettings,
    RedisSettings,
    Settings,
    TenantSettings,
    WhatsAppSettings,
)
from appliance.whatsapp import deliveries
from appliance.whatsapp.graph import GraphClient
from appliance.whatsapp.receiving import process_delivery
from foundation.http import http_session
from tests.integration.conftest import Server, new_database
from tests.payloads.whatsapp import ANA_PAULA, contact, encode, envelope, value
from tests.payloads.whatsapp import text as text_message

PHONE_NUMBER_ID = "200300400500600"
SMOKE_WA_ID = "5511900000000"


@pytest.fixture(scope="session")
def database_settings(database_server: Server) -> DatabaseSettings:
    """A database with today's schema: migrated once, since every test finds its tables empty (`context`)."""
    settings = DatabaseSettings(
        host=database_server.host,
        port=database_server.port,
        name=new_database(database_server),
        user="root",
        password=database_server.password,
    )
    engine = make_engine(settings)
    migrate(engine)
    engine.dispose()
    return settings


@pytest.fixture(scope="module")
def settings(database_settings: DatabaseSettings, redis_server: Server) -> Settings:
    return Settings(
        tenant=TenantSettings(
            id="6f1c1a52-0000-4000-8000-000000000001",
            slug="acme",
            name="ACME",
            locale="pt-BR",
            timezone="America/Sao_Paulo",
            public_url="http://acme.localhost:8080",
            smoke_wa_id=SMOKE_WA_ID,
        ),
        database=database_settings,
        redis=RedisSettings(redis_server.host, redis_server.port, "default", redis_server.password),
        whatsapp=WhatsAppSettings(
            graph_url="http://127.0.0.1:9/graph",
            graph_version="v25.0",
            phone_number_id=PHONE_NUMBER_ID,
            waba_id="100200300400500",
            token="graph-token",
            app_secret="app-secret",
            verify_token="verify-token",
        ),
        ai=AiSettings(url="http://127.0.0.1:9/fila-ia", deadline_seconds=45, key="fila-key"),
        session_key="k" * 64,
    )


@pytest.fixture(scope="module")
def _module_context(settings: Settings) -> Iterator[Context]:
    context = make_context(settings)
    yield context
    context.sessions.kw["bind"].dispose()
    context.redis.close()


@pytest.fixture
def context(_module_context: Context) -> Context:
    """Connected, with every table and Redis empty."""
    with transaction(_module_context.sessions) as session:
        session.execute(text("SET FOREIGN_KEY_CHECKS = 0"))
        for table in Base.metadata.sorted_tables:
            session.execute(table.delete())
        session.execute(text("SET FOREIGN_KEY_CHECKS = 1"))
        session.add_all(builtin_roles())
    _module_context.redis.flushall()
    return _module_context


def _person(context: Context, name: str, role: str) -> User:
    with transaction(context.sessions) as session:
        user = User(name=name, email=f"{name.lower()}@acme.example", password_hash="!", role=role)
        session.add(user)
        session.flush()
        return acting(session, user.id)


@pytest.fixture
def ana(context: Context) -> User:
    """An attendant."""
    return _person(context, "Ana", "atendente")


@pytest.fixture
def bruno(context: Context) -> User:
    """Another attendant."""
    return _person(context, "Bruno", "atendente")


@pytest.fixture
def clara(context: Context) -> User:
    """The admin."""
    return _person(context, "Clara", "admin")


@pytest.fixture(scope="module")
def _module_app(_module_context: Context) -> Flask:
    return create_app(_module_context)


@pytest.fixture
def app(context: Context, _module_context: Context, _module_app: Flask) -> Flask:
    """One a module, since it keeps nothing between requests; its own for a test with a context of its own."""
    return _module_app if context is _module_context else create_app(context)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Nobody: no cookie, no token."""
    return app.test_client()


@pytest.fixture
def bearer(context: Context) -> Callable[[User], dict[str, str]]:
    """Headers of a signed-in person."""

    def headers(user: User) -> dict[str, str]:
        with transaction(context.sessions) as session:
            row = SignIn(
                user_id=user.id,
                session_version=user.session_version,
                cookie_hash=f"of-{user.id}-{utc_now().timestamp()}",
                expires_at=utc_now() + timedelta(hours=1),
            )
            session.add(row)
        claim = AccessClaim(row.id, user.id, user.session_version)
        return {"Authorization": f"Bearer {sign_access_token(context.settings.session_key, claim)}"}

    return headers


@pytest.fixture
def call(app: Flask, bearer: Callable[[User], dict[str, str]]) -> Callable[..., tuple[int, Any]]:
    """Asks the API as somebody: status and body."""

    def run(user: User, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        answer = app.test_client().open(f"/api/v1{path}", method=method, json=body, headers=bearer(user))
        return answer.status_code, answer.get_json(silent=True)

    return run


@pytest.fixture
def deliver(context: Context) -> Callable[..., int]:
    """Stores a body and works through it, as the worker does; the delivery's id."""

    def run(*values: dict[str, Any], document: Any = None) -> int:
        delivery_id = deliveries.store(context.sessions, encode(document or envelope(*values)))
        assert delivery_id is not None
        process_delivery(context, delivery_id)
        return delivery_id

    return run


@pytest.fixture
def write(deliver: Callable[..., int]) -> Callable[..., int]:
    """A customer writes one text."""

    def run(wamid: str, body: str = "Oi!", **more: Any) -> int:
        sender = more.get("sender", ANA_PAULA)
        return deliver(
            value(
                messages=(text_message(wamid, body, **more),), contacts=(contact(sender),) if sender else ()
            )
        )

    return run


@pytest.fixture
def meta(httpserver: HTTPServer, context: Context) -> HTTPServer:
    """Meta's double; the test says what it answers."""
    return httpserver


@pytest.fixture
def graph(meta: HTTPServer, context: Context) -> GraphClient:
    """A client of Meta's double, impatient."""
    settings = replace(context.settings.whatsapp, graph_url=meta.url_for("/graph"))
    return GraphClient(http_session(timeout=(1.0, 1.0)), settings)
