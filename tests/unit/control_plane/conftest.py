"""A platform in a temporary SQLite file: the standing cast is one operator and tenants made on demand."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache

from control_plane.actor import Actor
from control_plane.database import Base, Sessions, make_engine, make_sessions, transaction
from control_plane.models import Hostname, Tenant
from control_plane.notices import Notices
from control_plane.services.container import Services, make_services
from control_plane.services.preflight import Person, TenantRequest, WhatsApp
from control_plane.services.tokens import new_token
from control_plane.services.trials import TryOut
from control_plane.settings import Settings, read_settings
from control_plane.whatsapp.trying import Verdict
from tests.unit.control_plane.meta import Meta, running_meta
from tests.unit.control_plane.shared_app import SharedApps

OPERATOR = "ana@operator.example"
PASSWORD = "a long enough password"


def settings_in(folder: Path) -> Settings:
    """A platform's whose database is a file in `folder`."""
    secret = folder / "secret"
    secret.write_text("ab" * 32)
    names = ("REDIS_PASSWORD", "PLATFORM_KEY", "SESSION_KEY")
    return replace(
        read_settings({f"{name}_FILE": str(secret) for name in names}),
        database_url=f"sqlite:///{folder}/platform.sqlite3",
        fila_ia_url="http://fila.example",
        graph_url="http://127.0.0.1:9",  # nobody there: no test reaches Meta
        second_factor="optional",
    )


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.fixture
def meta(tmp_path: Path) -> Iterator[Meta]:
    """A module that wants the platform to reach it overrides `settings` with `at_meta`."""
    folder = tmp_path / "meta"
    folder.mkdir()
    with running_meta(folder) as found:
        yield found


@pytest.fixture
def at_meta(meta: Meta) -> Callable[[Settings], Settings]:
    """The settings of a platform whose Meta and FILA-IA are the sandbox."""
    return lambda settings: replace(settings, graph_url=meta.graph_url, fila_ia_url=meta.fila_ia_url)


@pytest.fixture
def sessions(settings: Settings) -> Iterator[Sessions]:
    engine = make_engine(settings.database_url)
    Base.metadata.create_all(engine)
    yield make_sessions(engine)
    engine.dispose()


@pytest.fixture
def try_out() -> TryOut:
    """Whoever is asked takes all credentials; a module that has a Meta overrides it: `trier(settings)`."""
    return lambda _connections: Verdict({}, ())


@pytest.fixture
def services(settings: Settings, sessions: Sessions, try_out: TryOut) -> Services:
    return make_services(settings, sessions, Notices(None, "test"), try_out)


@pytest.fixture
def flock(services: Services) -> Any:
    """What works on canaries (flock.py)."""
    from tests.unit.control_plane.flock import Flock  # noqa: PLC0415 - only few tests need all the steps

    return Flock(services)


@pytest.fixture
def actor() -> Actor:
    return Actor(OPERATOR, "192.0.2.1", 1)


@pytest.fixture
def tenant_request() -> Callable[..., TenantRequest]:
    """A good request for tenant acme; keyword arguments replace fields."""

    def make(**changes: Any) -> TenantRequest:
        request = TenantRequest(
            slug="acme",
            name="ACME",
            database="mysql",
            locale="pt-BR",
            timezone="America/Sao_Paulo",
            hostnames=(),
            admin=Person("Ana", "ana@acme.example"),
            attendants=(Person("Beto", "beto@acme.example"),),
            whatsapp=WhatsApp("123456789", "987654321", "token-of-acme", "app-secret-of-acme"),
            fila_ia_url="http://fila.example",
            fila_ia_key="key-of-acme",
        )
        return replace(request, **changes)

    return make


@pytest.fixture
def add_tenant(sessions: Sessions) -> Callable[..., Tenant]:
    """A tenant's rows, without any operation."""

    def add(slug: str = "acme", lifecycle: str = "active", **changes: Any) -> Tenant:
        configuration = {
            "database": "mysql",
            "locale": "pt-BR",
            "timezone": "America/Sao_Paulo",
            "whatsapp": {},
            "fila_ia": {},
            "users": [],
        }
        values: dict[str, Any] = {"name": slug.upper(), "configuration": configuration, **changes}
        with transaction(sessions) as session:
            tenant = Tenant(slug=slug, lifecycle=lifecycle, **values)
            tenant.hostnames = [Hostname(name=f"{slug}.localhost")]
            session.add(tenant)
        return tenant

    return add


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """The templates are compiled once for all applications."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def shared_apps(compiled_templates: FileSystemBytecodeCache) -> SharedApps:
    return SharedApps(compiled_templates)


@pytest.fixture
def app(services: Services, shared_apps: SharedApps) -> Flask:
    """Not to be changed: other tests have it too."""
    return shared_apps.lend(services)


@pytest.fixture
def operator_of(services: Services, actor: Actor) -> Callable[[str], tuple[str, int]]:
    """Makes an operator with a role; returns e-mail and id. `password` is that of all of them."""

    def make(role: str) -> tuple[str, int]:
        email = f"{role}@operator.example"
        return email, services.operators.ensure(email, PASSWORD, actor, role)

    make.password = PASSWORD  # type: ignore[attr-defined]
    return make


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A client that nobody has signed in."""
    return app.test_client()


@pytest.fixture
def client(app: Flask, services: Services, actor: Actor) -> FlaskClient:
    """The operator's client, with an API token."""
    token = new_token()
    operator_id = services.operators.ensure(OPERATOR, PASSWORD, actor)
    services.tokens.ensure(operator_id, "tests", token, actor)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client
