"""One platform for a whole module, with two tenants of which one has everything; its rows are made once."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import FileSystemBytecodeCache

from control_plane.actor import Actor
from control_plane.app import make_app
from control_plane.database import Base, Sessions, make_engine, make_sessions
from control_plane.notices import Notices
from control_plane.roles import OWNER, ROLES, SCOPES
from control_plane.services.container import Services, make_services
from control_plane.services.tokens import new_token
from control_plane.whatsapp.trying import Verdict
from tests.unit.control_plane.conftest import PASSWORD, settings_in
from tests.unit.control_plane.refusals.places import Places, seed

ACTOR = Actor("ana@operator.example", "192.0.2.1", 1)
_IS_USED = {"api_tokens": "last_used_at", "operator_sessions": "seen_at"}
"""What being recognised writes down, whatever is asked."""


@dataclass(frozen=True)
class Platform:
    services: Services
    app: Flask
    places: Places
    file: Path

    tokens: dict[str, str]
    """One of an owner's for each scope, and one of each role's that has all of it, by name."""

    def headers(self, name: str) -> dict[str, str]:
        """Of whoever has this token."""
        return {"Authorization": f"Bearer {self.tokens[name]}"}

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything that is stored."""
        with self.services.sessions.kw["bind"].connect() as connection:
            return {
                table.name: sorted(
                    map(
                        tuple,
                        connection.execute(
                            table.select().with_only_columns(
                                *(each for each in table.c if each.name != _IS_USED.get(table.name))
                            )
                        ),
                    ),
                    key=repr,
                )
                for table in Base.metadata.sorted_tables
            }


def email_of(role: str) -> str:
    """Of the operator with this role."""
    return f"{role}@refused.example"


def seed_tokens(services: Services, actor: Actor) -> dict[str, str]:
    """By name: a role, or `owner as ` a scope."""
    ids = {role: services.operators.ensure(email_of(role), PASSWORD, actor, role) for role in ROLES}
    wanted = {role: (role, OWNER) for role in ROLES}
    wanted |= {f"{OWNER} as {scope}": (OWNER, scope) for scope in SCOPES}
    tokens = {}
    for name, (role, scope) in wanted.items():
        tokens[name] = new_token()
        services.tokens.ensure(ids[role], name, tokens[name], actor, scope)
    return tokens


@pytest.fixture(scope="module")
def _seeded(
    tmp_path_factory: pytest.TempPathFactory, compiled_templates: FileSystemBytecodeCache
) -> Iterator[Platform]:
    folder = tmp_path_factory.mktemp("refusals")
    settings = replace(
        settings_in(folder), meta_app_id="77", meta_app_secret="app secret", signup_configuration="1"
    )
    engine = make_engine(settings.database_url)
    Base.metadata.create_all(engine)
    services = make_services(
        settings, make_sessions(engine), Notices(None, "test"), lambda _connections: Verdict({}, ())
    )
    app = make_app(services)
    app.jinja_env.bytecode_cache = compiled_templates
    places, tokens = seed(services, ACTOR), seed_tokens(services, ACTOR)
    engine.dispose()  # the write-ahead log is folded into the file
    file = Path(str(engine.url.database))
    shutil.copy(file, file.with_suffix(".seeded"))
    yield Platform(services, app, places, file, tokens)
    engine.dispose()


@pytest.fixture
def platform(_seeded: Platform) -> Platform:
    """As it was seeded, whatever another test did to it."""
    sessions: Sessions = _seeded.services.sessions
    sessions.kw["bind"].dispose()
    shutil.copy(_seeded.file.with_suffix(".seeded"), _seeded.file)
    return _seeded


@pytest.fixture(scope="module")
def hollow(_seeded: Platform) -> Flask:
    """Its application with views that only say that they were reached: what is asked for has no effect."""
    app = make_app(_seeded.services)
    for endpoint, view in app.view_functions.items():
        app.view_functions[endpoint] = _reached(view)
    return app


REACHED = "the view was reached"


def _reached(view: Callable[..., object]) -> Callable[..., str]:
    def reached(**_values: object) -> str:
        return REACHED

    for mark in ("access", "before_setup"):
        if hasattr(view, mark):
            setattr(reached, mark, getattr(view, mark))
    return reached
