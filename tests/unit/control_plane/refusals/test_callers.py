"""Every route × whoever may come: let through as the route declares and roles.py says, refused otherwise."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from control_plane.database import transaction, utc_now
from control_plane.models import ApiToken, Operator, OperatorSession
from control_plane.roles import ROLES, SCOPES
from tests.unit.control_plane.conftest import PASSWORD
from tests.unit.control_plane.refusals.conftest import REACHED, Platform, email_of
from tests.unit.control_plane.refusals.route_map import API, Route, routes_of

OPEN_TO_EVERYBODY = {
    "/api/v1/auth/invitations/<token>": "carries its own token",
    "/api/v1/auth/login": "how one gets in",
    "/api/v1/auth/login/second-factor": "carries the challenge that the password earned",
    "/api/v1/openapi.json": "documentation, the same on every platform",
    "/connect": "where Meta sends a browser back, with a signed state",
    "/connect/<name>": "a signed link that is good once",
    "/healthz": "asked by Docker",
    "/invitation/<token>": "carries its own token",
    "/language": "before anybody has signed in",
    "/login": "how one gets in",
    "/login/code": "carries the challenge that the password earned",
    "/metrics": "looks at its token by itself",
    "/readyz": "asked by Docker",
    "/static/<path:filename>": "the pages' own files",
    "/webhooks/meta": "signed by Meta",
}


def guarded(app: Flask) -> Iterator[Route]:
    """Every route that is not for everybody."""
    yield from (route for route in routes_of(app) if route.access != "public")


def ask(client: FlaskClient, route: Route, platform: Platform, headers: dict[str, str]) -> tuple[int, str]:
    answer = client.open(route.path(platform.places.all()), method=route.method, headers=headers)
    if "application/json" in (answer.content_type or ""):
        return answer.status_code, answer.json["error"]["code"]
    return answer.status_code, answer.headers.get("Location", answer.text)


def wrongly_answered(
    app: Flask, platform: Platform, client: FlaskClient, headers: dict[str, str], held: frozenset[str]
) -> list[tuple[object, ...]]:
    """What is neither refused nor let through as its declaration says."""
    found = []
    for route in guarded(app):
        status, said = ask(client, route, platform, headers)
        if route.access in held:
            is_right = (status, said) == (200, REACHED)
        else:
            is_right = status == 403 and (not route.rule.startswith(API) or said == "not_permitted")
        if not is_right:
            found.append((route.method, route.rule, status, said[:200]))
    return found


@pytest.mark.parametrize("role", ROLES)
def test_a_token_opens_what_its_owner_s_role_holds(hollow: Flask, platform: Platform, role: str) -> None:
    client, headers = hollow.test_client(), platform.headers(role)
    assert wrongly_answered(hollow, platform, client, headers, ROLES[role]) == []


@pytest.mark.parametrize("scope", SCOPES)
def test_a_token_opens_no_more_than_its_scope(hollow: Flask, platform: Platform, scope: str) -> None:
    headers = platform.headers(f"owner as {scope}")
    held = SCOPES[scope] if scope == "owner" else SCOPES[scope] - {"account.change"}
    assert wrongly_answered(hollow, platform, hollow.test_client(), headers, held) == []


def test_nor_more_than_its_owner_may_by_now(hollow: Flask, platform: Platform) -> None:
    with transaction(platform.services.sessions) as session:
        session.execute(update(Operator).values(role="support"))
    headers = platform.headers("owner as owner")
    assert wrongly_answered(hollow, platform, hollow.test_client(), headers, ROLES["support"]) == []


@pytest.fixture
def browser(platform: Platform) -> FlaskClient:
    """Before anybody has signed in."""
    return platform.app.test_client()


def sign_in(browser: FlaskClient, role: str) -> dict[str, str]:
    """The headers that changes need from now on."""
    login = {"email": email_of(role), "password": PASSWORD}
    return {"X-CSRF-Token": browser.post(f"{API}/auth/login", json=login).json["csrf_token"]}


def in_hollow(hollow: Flask, browser: FlaskClient) -> FlaskClient:
    """The same browser, at the application whose views do nothing."""
    client = hollow.test_client()
    cookie = browser.get_cookie("guiche_panel")
    assert cookie is not None
    client.set_cookie("guiche_panel", cookie.value)
    return client


@pytest.mark.parametrize("role", ROLES)
def test_a_session_opens_what_the_role_holds(
    hollow: Flask, platform: Platform, browser: FlaskClient, role: str
) -> None:
    headers = sign_in(browser, role)
    client = in_hollow(hollow, browser)
    assert wrongly_answered(hollow, platform, client, headers, ROLES[role]) == []


def test_a_session_changes_nothing_without_the_page_s_token(
    hollow: Flask, platform: Platform, browser: FlaskClient
) -> None:
    sign_in(browser, "owner")
    client = in_hollow(hollow, browser)
    passed = [
        (route.method, route.rule)
        for route in guarded(hollow)
        if route.method != "GET" and ask(client, route, platform, {})[0] != 403
    ]
    assert passed == []


def revoked(platform: Platform) -> None:
    with transaction(platform.services.sessions) as session:
        session.execute(update(ApiToken).values(revoked_at=utc_now()))


def expired(platform: Platform) -> None:
    with transaction(platform.services.sessions) as session:
        session.execute(update(ApiToken).values(expires_at=utc_now() - timedelta(seconds=1)))
        session.execute(update(OperatorSession).values(created_at=utc_now() - timedelta(days=30)))


def disabled(platform: Platform) -> None:
    with transaction(platform.services.sessions) as session:
        session.execute(update(Operator).values(disabled_at=utc_now()))


def forgotten(platform: Platform) -> None:
    with transaction(platform.services.sessions) as session:
        session.query(ApiToken).delete()
        session.query(OperatorSession).delete()


def let_in(
    hollow: Flask, platform: Platform, client: FlaskClient, headers: dict[str, str]
) -> list[tuple[str, str]]:
    """Every route that takes somebody whom nobody knows: the API says 401, pages lead to the sign-in."""
    found = []
    for route in guarded(hollow):
        status, said = ask(client, route, platform, headers)
        is_api = route.rule.startswith(API)
        if (status, said) != (401, "not_authenticated") if is_api else not _leads_to_sign_in(status, said):
            found.append((route.method, route.rule))
    return found


def _leads_to_sign_in(status: int, where: str) -> bool:
    return status == 302 and where.partition("?")[0] == "/login"


@pytest.mark.parametrize("header", [None, "Bearer nonsense", "Bearer ", "Basic YTpi"])
def test_nobody_is_let_in(hollow: Flask, platform: Platform, header: str | None) -> None:
    headers = {"Authorization": header} if header else {}
    assert let_in(hollow, platform, hollow.test_client(), headers) == []


@pytest.mark.parametrize("ended", [revoked, expired, disabled, forgotten], ids=lambda each: each.__name__)
def test_a_token_that_ended_opens_nothing(hollow: Flask, platform: Platform, ended: object) -> None:
    ended(platform)  # type: ignore[operator]
    assert let_in(hollow, platform, hollow.test_client(), platform.headers("owner")) == []


@pytest.mark.parametrize("ended", [expired, disabled, forgotten], ids=lambda each: each.__name__)
def test_a_session_that_ended_opens_nothing(
    hollow: Flask, platform: Platform, browser: FlaskClient, ended: object
) -> None:
    headers = sign_in(browser, "owner")
    ended(platform)  # type: ignore[operator]
    assert let_in(hollow, platform, in_hollow(hollow, browser), headers) == []


def test_nothing_else_is_open_to_everybody(platform: Platform) -> None:
    assert {route.rule for route in routes_of(platform.app) if route.access == "public"} == {
        *OPEN_TO_EVERYBODY
    }


def test_what_changes_something_asks_for_more_than_reading(platform: Platform) -> None:
    """Whoever may only read holds every permission that ends so."""
    lax = [
        (route.method, route.rule)
        for route in guarded(platform.app)
        if route.method != "GET" and str(route.access).endswith(".read")
    ]
    assert lax == []


def test_a_route_without_a_declaration_would_be_seen(hollow: Flask, platform: Platform) -> None:
    """What the tests above find of one that forgot to say who may call it."""
    app = Flask("new")
    app.add_url_rule("/forgotten", "forgotten", lambda: "secrets")
    (route,) = [each for each in routes_of(app) if each.endpoint == "forgotten"]
    assert route.access is None
    assert route in [*guarded(app)]
