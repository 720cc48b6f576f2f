"""Every route of a tenant says who may call it; what is open to everybody is a short, known list."""

from collections.abc import Iterator

import pytest
from flask import Flask

from appliance.accounts.permissions import ALL, PUBLIC
from appliance.app import create_app
from appliance.context import make_context
from appliance.settings import (
    AiSettings,
    DatabaseSettings,
    RedisSettings,
    Settings,
    TenantSettings,
    WhatsAppSettings,
)

OPEN_TO_EVERYBODY = {
    "/": "the inbox's page, which signs in",
    "/<path:path>": "the inbox's page and its files",
    "/api/v1/auth/invitations/<string:token>": "carries its own token",
    "/api/v1/auth/login": "how one gets in",
    "/api/v1/auth/login/second-factor": "carries the challenge that the password earned",
    "/api/v1/auth/password-reset": "sends a link by e-mail, and says nothing",
    "/api/v1/auth/password-reset/<string:token>": "carries its own token",
    "/api/v1/auth/refresh-token": "carries its own token",
    "/api/v1/auth/support": "carries its own ticket",
    "/api/v1/docs": "documentation, the same for all tenants",
    "/api/v1/platform/limits": "signed by the platform",
    "/api/v1/platform/support-accesses/<string:access_id>/end": "signed by the platform",
    "/api/v1/platform/usage": "signed by the platform",
    "/api/v1/openapi.json": "documentation, the same for all tenants",
    "/brand.css": "the client's colour, for the page that signs in",
    "/brand/<string:digest>/<string:name>.png": "the client's logo, for that page and for e-mails",
    "/healthz": "asked by Docker",
    "/manifest.webmanifest": "fetched without a cookie by browsers that install the inbox",
    "/metrics": "numbers only, nobody's data",
    "/platform/metrics": "the same, for whoever shows that it knows the session key: the platform",
    "/readyz": "asked by the platform",
    "/webhooks/whatsapp": "signed by Meta",
}


@pytest.fixture(scope="module")
def app() -> Iterator[Flask]:
    """Connected to nothing."""
    settings = Settings(
        tenant=TenantSettings("t", "acme", "ACME", "pt-BR", "America/Sao_Paulo", "http://acme.localhost", ""),
        database=DatabaseSettings("127.0.0.1", 9, "none", "none", "none"),
        redis=RedisSettings("127.0.0.1", 9, "none", "none"),
        whatsapp=WhatsAppSettings("http://127.0.0.1:9", "v25.0", "1", "2", "t", "s", "v"),
        ai=AiSettings("http://127.0.0.1:9", 45, "k"),
        session_key="k" * 64,
    )
    context = make_context(settings)
    yield create_app(context)
    context.sessions.kw["bind"].dispose()
    context.redis.close()


def permission_of(app: Flask, endpoint: str) -> object:
    return getattr(app.view_functions[endpoint], "guiche_permission", None)


def test_every_route_declares_its_permission(app: Flask) -> None:
    undeclared = [
        f"{rule.rule} ({rule.endpoint})"
        for rule in app.url_map.iter_rules()
        if permission_of(app, rule.endpoint) not in {*ALL, PUBLIC}
    ]
    assert undeclared == []


def test_nothing_else_is_open_to_everybody(app: Flask) -> None:
    found = {rule.rule for rule in app.url_map.iter_rules() if permission_of(app, rule.endpoint) == PUBLIC}
    assert found <= set(OPEN_TO_EVERYBODY)


def test_before_a_second_factor_is_set_up_there_is_one_s_own_account_and_nothing_else(app: Flask) -> None:
    found = {
        rule.rule
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "guiche_before_setup", False)
    }
    assert found == {
        "/api/v1/auth/logout",
        "/api/v1/auth/me",
        "/api/v1/auth/password",
        "/api/v1/auth/second-factor",
        "/api/v1/auth/second-factor/confirm",
        "/api/v1/auth/sessions",
        "/api/v1/auth/sessions/<int:session_id>",
    }
