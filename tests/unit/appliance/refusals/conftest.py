"""Two clients' help desks as they stand beside each other: the same programs, each with its own database and
keys, and the same rows in both, so that only what proves who one is can tell them apart. On SQLite.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import Table, create_engine

from appliance.accounts import api_tokens, sign_ins
from appliance.accounts.links import INVITATION, PASSWORD_RESET, PATHS, address_of, make_link
from appliance.accounts.models import User
from appliance.accounts.people import acting
from appliance.accounts.roles import builtin_roles
from appliance.accounts.sign_ins import Tokens
from appliance.accounts.tokens import Challenge, csrf_token, sign_challenge
from appliance.accounts.visitor import Visitor
from appliance.app import create_app
from appliance.context import Context, make_context
from appliance.database import Base, make_sessions, transaction, utc_now
from appliance.settings import (
    AiSettings,
    DatabaseSettings,
    RedisSettings,
    Settings,
    TenantSettings,
    WhatsAppSettings,
)
from appliance.support.entering import enter
from foundation.support_tickets import SupportTicket, sign_ticket
from tests.unit.appliance.usage import on_sqlite

assert on_sqlite

NOWHERE = "http://127.0.0.1:9"
PASSWORD = "girassol amarelo 7 vezes"
_IS_USED = {"sign_ins": "seen_at", "users": "last_seen_at", "api_tokens": "last_used_at"}
"""What being recognised writes down, whatever is asked."""
VISITOR = Visitor("192.0.2.1", "tests")


@dataclass(frozen=True)
class Desk:
    """One client's, and all that ever lets anybody in there."""

    context: Context
    app: Flask
    person: Tokens
    """Of Clara, its admin."""
    support: Tokens
    """Of an operator of the platform who came in."""
    api_token: str
    invitation: str
    password_reset: str
    challenge: str

    @property
    def key(self) -> str:
        return self.context.settings.session_key

    def by_cookie(self, tokens: Tokens) -> dict[str, str]:
        """Headers of a browser that is signed in."""
        return {
            "Cookie": f"guiche_session={tokens.cookie}",
            "X-CSRF-Token": csrf_token(self.key, tokens.cookie),
        }

    def ways_in(self) -> dict[str, dict[str, str]]:
        """Headers of everybody who may come in, by how they do."""
        bearers = {
            "access token": self.person.access_token,
            "support's access token": self.support.access_token,
            "API token": self.api_token,
        }
        return {
            **{name: {"Authorization": f"Bearer {token}"} for name, token in bearers.items()},
            "cookie": self.by_cookie(self.person),
            "support's cookie": self.by_cookie(self.support),
        }

    def ticket(self, tenant_id: str = "") -> str:
        """One more of the platform's support, signed with this one's key."""
        until = utc_now().replace(microsecond=0) + timedelta(minutes=15)
        whose = tenant_id or self.context.settings.tenant.id
        return sign_ticket(
            self.key, SupportTicket(str(uuid4()), whose, "olga@guiche.example", "Setor Vendas", until)
        )

    def rows(self) -> dict[str, list[str]]:
        """Everything that is stored."""
        with self.context.sessions() as session:
            return {
                table.name: sorted(
                    map(repr, session.execute(table.select().with_only_columns(*_kept(table))))
                )
                for table in Base.metadata.sorted_tables
            }


def _kept(table: Table) -> list[object]:
    return [column for column in table.c if column.name != _IS_USED.get(table.name)]


def _settings(folder: Path, slug: str, number: int) -> Settings:
    return Settings(
        tenant=TenantSettings(
            f"6f1c1a52-0000-4000-8000-00000000000{number}",
            slug,
            slug.upper(),
            "pt-BR",
            "America/Sao_Paulo",
            f"http://{slug}.localhost",
            "",
        ),
        database=DatabaseSettings("127.0.0.1", 9, "none", "none", "none"),
        redis=RedisSettings("127.0.0.1", 9, "none", "none"),
        whatsapp=WhatsAppSettings(NOWHERE, "v25.0", "1", "2", "t", f"app secret of {slug}", f"verify {slug}"),
        ai=AiSettings(NOWHERE, 45, "k"),
        session_key=slug[0] * 64,
        media_dir=folder,
    )


def open_desk(folder: Path, slug: str, number: int) -> Desk:
    """Its files are in `folder`; whoever opened it closes its connections."""
    settings = _settings(folder, slug, number)
    engine = create_engine(f"sqlite:///{folder}/{slug}.sqlite3")
    Base.metadata.create_all(engine)
    connected = make_context(settings)
    context = Context(settings, make_sessions(engine), connected.redis, connected.queues)
    connected.sessions.kw["bind"].dispose()
    with transaction(context.sessions) as session:
        session.add_all(builtin_roles())
        session.flush()
        session.add(User(name="Clara", email="clara@client.example", password_hash="!", role="admin"))
        session.add(User(name="Ina", email=f"ina@{slug}.example", role="atendente"))
        session.flush()
        clara = acting(session, 1)
        person = sign_ins.add(session, settings.session_key, clara, VISITOR)
        links = {
            purpose: address_of(
                settings.session_key, "", make_link(session, settings.session_key, user_id, purpose)
            )
            for user_id, purpose in ((2, INVITATION), (1, PASSWORD_RESET))
        }
    _, api_token = api_tokens.create(context, clara, "ERP", ["conversation.read", "message.read"], 30)
    desk = Desk(
        context,
        create_app(context),
        person,
        person,
        api_token,
        invitation=str(links[INVITATION]).removeprefix(PATHS[INVITATION]),
        password_reset=str(links[PASSWORD_RESET]).removeprefix(PATHS[PASSWORD_RESET]),
        challenge=sign_challenge(settings.session_key, Challenge(1, clara.session_version, False)),
    )
    return Desk(**{**vars(desk), "support": enter(context, desk.ticket(), VISITOR)})


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk]]:
    """Ours, and another client's."""
    folder = tmp_path_factory.mktemp("desks")
    both = open_desk(folder, "acme", 1), open_desk(folder, "beta", 2)
    yield both
    for desk in both:
        desk.context.sessions.kw["bind"].dispose()
        desk.context.redis.close()


@pytest.fixture
def ours(desks: tuple[Desk, Desk]) -> Desk:
    return desks[0]


@pytest.fixture
def theirs(desks: tuple[Desk, Desk]) -> Desk:
    return desks[1]
