"""An id of another tenant, or of another operator, is nothing here: on every route that takes one."""

from typing import Any

import pytest
from flask import Flask

from control_plane.roles import ROLES
from tests.unit.control_plane.refusals.conftest import Platform
from tests.unit.control_plane.refusals.places import OURS, THEIRS
from tests.unit.control_plane.refusals.route_map import API, SLUG, Route, Unfilled, plain, routes_of

CONFIRMED = {"confirm": "nobody"}
BODIES: dict[str, dict[str, Any]] = {
    "POST /tenants/<slug>/deletions": CONFIRMED,
    "POST /tenants/<slug>/purges": CONFIRMED,
    "POST /tenants/<slug>/restores": {**CONFIRMED, "backup_id": "nobody"},
    "PATCH /tenants/<slug>/brand": {"colour": "#0f6b52"},
    "POST /tenants/<slug>/support-accesses": {"reason": "Something is wrong there."},
    "POST /tenants/<slug>/whatsapp/test-messages": {"to": "5511987654321"},
    "POST /tenants/<slug>/backups/<backup_id>/restore": {"confirm": OURS},
    "PUT /operators/<id_>/role": {"role": "support"},
    "POST /operators/<id_>/role": {"role": "support"},
    "PATCH /plans/<slug>": {"name": "Other"},
    "POST /app-webhooks/accounts/<waba_id>/give": {"tenant": OURS},
    "POST /webhooks/accounts/<waba_id>/give": {"tenant": OURS},
}
"""What a route needs before it looks for what its path names; a new one that does needs its line here."""
NOWHERE = {
    str: ("nobody", "00000000-0000-4000-8000-000000000000"),
    int: (4711, 0),
}


def body_of(route: Route) -> dict[str, Any]:
    """In JSON for the API, as a form for the panel."""
    if route.method == "GET":
        return {}
    sent = BODIES.get(f"{route.method} {plain(route.rule.removeprefix(API))}", {})
    return {"json": sent} if route.rule.startswith(API) else {"data": sent}


def refused_everywhere(
    platform: Platform, values: dict[str, object], among: dict[str, object], role: str
) -> int:
    """On how many routes; each that names a place `among` answers 404 to whom it lets in, 403 to others."""
    client, headers = platform.app.test_client(), platform.headers(role)
    before = platform.rows()
    wrong, seen = [], 0
    for route in routes_of(platform.app):
        if not among.keys() & set(route.places):
            continue
        path = route.path(values)
        answer = client.open(path, method=route.method, headers=headers, **body_of(route))
        expected = 404 if route.access in ROLES[role] else 403
        if answer.status_code != expected:
            wrong.append((route.method, path, answer.status_code, answer.text[-300:]))
        seen += 1
    assert not wrong, "\n".join(map(str, wrong))
    assert platform.rows() == before
    return seen


@pytest.mark.parametrize("role", ROLES)
def test_ids_of_another_tenant_are_refused(platform: Platform, role: str) -> None:
    places = platform.places
    among = {**places.theirs, "/tenants/<slug>/logs/<service>": None}
    assert refused_everywhere(platform, places.all(), among, role) >= 6


@pytest.mark.parametrize("role", ROLES)
def test_ids_of_another_operator_are_refused(platform: Platform, role: str) -> None:
    places = platform.places
    assert refused_everywhere(platform, places.all(), places.another_operators, role) >= 4


@pytest.mark.parametrize("number", [0, 1])
def test_what_names_nothing_is_refused(platform: Platform, number: int) -> None:
    places = platform.places
    values = {**places.all(), **{at: NOWHERE[type(id_)][number] for at, id_ in places.platforms.items()}}
    assert refused_everywhere(platform, values, places.platforms, "owner") >= 30


def test_a_tenant_that_is_not_there_is_refused_under_every_slug(platform: Platform) -> None:
    values = {**platform.places.all(), SLUG: "nobody"}
    assert refused_everywhere(platform, values, {SLUG: None}, "owner") >= 60


def test_ids_of_one_kind_open_nothing_of_another(platform: Platform) -> None:
    """They are all of one shape, so a slip between them is a likely one."""
    places = platform.places
    texts = {at: id_ for at, id_ in (places.theirs | places.platforms).items() if isinstance(id_, str)}
    for place, own in texts.items():
        others = {other for other in texts.values() if other not in (own, "standard")}
        if place == "/tenants/<slug>/brand/<name>":
            continue  # a word: logo or favicon
        for other in others:
            assert refused_everywhere(platform, {**places.all(), place: other}, {place: other}, "owner")


def test_the_same_ids_are_found_where_they_belong(platform: Platform) -> None:
    """Or else the tests above would refuse what does not exist at all."""
    places = platform.places
    client, headers = platform.app.test_client(), platform.headers("owner")
    values = {**places.all(), SLUG: THEIRS}
    for route in routes_of(platform.app):
        if places.theirs.keys() & set(route.places):
            answer = client.open(route.path(values), method=route.method, headers=headers, **body_of(route))
            assert answer.status_code != 404, (route.method, route.path(values))


def test_every_place_of_every_path_is_known(platform: Platform) -> None:
    assert len({route.path(platform.places.all()) for route in routes_of(platform.app)}) > 100


def test_a_new_place_fails_until_somebody_says_what_stands_there(platform: Platform) -> None:
    app = Flask("new")
    app.add_url_rule("/api/v1/tenants/<slug>/widgets/<int:widget_id>", "widget", lambda: "")
    (widget,) = [route for route in routes_of(app) if route.endpoint == "widget"]
    with pytest.raises(Unfilled, match="widgets/<widget_id> of another tenant"):
        widget.path(platform.places.all())
