"""Whoever only looks waits for nobody who writes: no GET begins a transaction that may write."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, event

from control_plane.database import transaction
from control_plane.models import Tenant
from control_plane.roles import OWNER
from tests.unit.control_plane.refusals.conftest import Platform
from tests.unit.control_plane.refusals.places import THEIRS
from tests.unit.control_plane.refusals.route_map import SLUG, routes_of

WRITES = {
    "/api/v1/audit/export": "is an entry itself",
    "/audit/export.<kind>": "is an entry itself",
    "/connect": "Meta's answer, which is good once",
    "/connect/<name>": "a link, which may have ended meanwhile",
    "/api/v1/tenants/<slug>/logs/<service>": "asks the runner for the lines",
    "/tenants/<slug>/logs": "asks the runner for the lines",
}
REHEARSED = (
    "/tenants/new",
    "/tenants/<slug>/archive",
    "/tenants/<slug>/change",
    "/tenants/<slug>/delete",
    "/tenants/<slug>/purge",
    "/tenants/<slug>/repairs",
    "/tenants/<slug>/rotations",
    "/tenants/<slug>/suspend",
    "/tenants/<slug>/backups/<backup_id>/restore",
)
"""Forms that show the plan: the operation is submitted, and taken back."""


@contextmanager
def writers(platform: Platform) -> Iterator[list[str]]:
    """What began to write within the block."""
    found: list[str] = []
    engine = platform.services.sessions.kw["bind"]

    def hear(_connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(("BEGIN IMMEDIATE", "UPDATE", "INSERT", "DELETE")):
            found.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def test_a_writer_is_heard(platform: Platform) -> None:
    with writers(platform) as found, transaction(platform.services.sessions) as session:
        session.get(Tenant, "none")
    assert found == ["BEGIN IMMEDIATE"]


def test_looking_waits_for_nobody(platform: Platform) -> None:
    client, headers = platform.app.test_client(), platform.headers(OWNER)
    values = platform.places.all() | {SLUG: THEIRS}
    client.get("/tenants", headers=headers)  # recognised: the token's last use is written down once a while
    waited = []
    for route in routes_of(platform.app):
        if route.method == "GET" and route.rule not in (*WRITES, *REHEARSED):
            with writers(platform) as found:
                client.get(route.path(values), headers=headers)
            waited += [(route.rule, each[:60]) for each in found]
    assert not waited, "\n".join(map(str, waited))
