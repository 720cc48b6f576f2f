"""What a plan allows, on SQLite: who is refused, who never is, and what admins are told."""

import pytest
from sqlalchemy import create_engine

from appliance.accounts.models import AccountLink, QueueMember, Role, User
from appliance.accounts.roles import builtin_roles
from appliance.accounts.users import NewUser, UserChange, change_user, create_user
from appliance.audit.models import AuditEntry
from appliance.database import Base, make_sessions, transaction
from appliance.errors import Conflict
from appliance.mail.models import Mail
from appliance.queues.models import Queue
from appliance.settings_store.models import TenantSetting
from appliance.usage.limits import is_ai_used_up, require_room_for_person, take_limits
from appliance.whatsapp.models import AccountNotice
from appliance.whatsapp.notice_texts import readable_notice
from tests.unit.appliance.usage import on_sqlite

assert on_sqlite

TABLES = (Role, User, Queue, QueueMember, AccountLink, Mail, AuditEntry, TenantSetting, AccountNotice)
PASSWORD = "girassol amarelo 7 vezes"


@pytest.fixture
def sessions(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/tenant.sqlite3")
    Base.metadata.create_all(engine, tables=[table.__table__ for table in TABLES])
    made = make_sessions(engine)
    with transaction(made) as session:
        session.add_all(builtin_roles())
    yield made
    engine.dispose()


@pytest.fixture
def tell(sessions):
    def make(users=None, month="2026-11", **levels):
        standing = [
            {"name": name, "used": 850, "limit": 1000, "percent": 85, "level": level}
            for name, level in levels.items()
        ]
        with transaction(sessions) as session:
            take_limits(session, {"plan": "large", "month": month, "users": users, "standing": standing})

    return make


@pytest.fixture
def clara(sessions):
    """The admin, whom the platform made."""
    create_user(sessions, NewUser("Clara", "clara@acme.example", PASSWORD, "admin"))
    return User(id=1, name="Clara", role="admin")


def make(sessions, name, by):
    return create_user(sessions, NewUser(name, f"{name}@acme.example", PASSWORD, "atendente"), by=by)


def test_without_a_word_from_the_platform_nobody_is_refused(sessions, clara):
    make(sessions, "Beto", clara)
    with transaction(sessions) as session:
        require_room_for_person(session)
        assert not is_ai_used_up(session)


def test_as_many_people_as_the_plan_has(sessions, clara, tell):
    tell(users=2)
    make(sessions, "Beto", clara)
    with pytest.raises(Conflict, match="lugar para 2 pessoas") as refused:
        make(sessions, "Davi", clara)
    assert (refused.value.code, refused.value.details) == ("plan_users", {"limit": 2})
    tell(users=3)
    make(sessions, "Davi", clara)


def test_the_platforms_support_takes_nobodys_place(sessions, clara, tell):
    with transaction(sessions) as session:
        session.add(User(name="Suporte", email="suporte:op@guiche.example", role="suporte"))
    tell(users=2)
    make(sessions, "Beto", clara)
    with pytest.raises(Conflict, match="lugar para 2"):
        make(sessions, "Davi", clara)


def test_whoever_left_leaves_room_and_does_not_come_back_into_none(sessions, clara, tell):
    beto = make(sessions, "Beto", clara)
    tell(users=2)
    change_user(sessions, beto.id, UserChange(is_active=False), by=clara)
    davi = make(sessions, "Davi", clara)
    with pytest.raises(Conflict, match="lugar para 2"):
        change_user(sessions, beto.id, UserChange(is_active=True), by=clara)
    change_user(sessions, davi.id, UserChange(is_active=True, name="David"), by=clara)


def test_the_platform_itself_is_not_refused(sessions, clara, tell):
    tell(users=1)
    create_user(sessions, NewUser("Beto", "beto@acme.example", PASSWORD, "atendente"))


@pytest.mark.parametrize(
    ("levels", "is_over"),
    [
        ({}, False),
        ({"ai_answers": "warned", "messages": "ok"}, False),
        ({"ai_answers": "limited"}, True),
        ({"messages": "limited"}, True),
        ({"storage": "limited", "users": "limited"}, False),
    ],
)
def test_the_ai_ends_with_its_answers_or_with_the_messages(sessions, tell, levels, is_over):
    tell(**levels)
    with transaction(sessions) as session:
        assert is_ai_used_up(session) is is_over


def notices(sessions):
    with transaction(sessions) as session:
        rows = session.query(AccountNotice).order_by(AccountNotice.id).all()
        return [(row.event, readable_notice(row.field, row.value)) for row in rows]


def test_admins_are_told_once_a_month_and_rung(sessions, tell):
    tell(messages="ok"), tell(messages="warned"), tell(messages="warned")
    assert notices(sessions) == [("warned", "O plano chegou a 85 % · 850 de 1000 mensagens enviadas no mês")]
    tell(messages="limited", users=3)
    tell(messages="warned", month="2026-12")
    assert [event for event, _ in notices(sessions)] == ["warned", "limited", "warned"]
    assert "a IA deixa as conversas com pessoas" in notices(sessions)[1][1]


def test_admins_are_told_that_nobody_more_comes_into_a_full_house(sessions):
    line = {"name": "users", "used": 5, "limit": 5, "percent": 100, "level": "warned"}
    with transaction(sessions) as session:
        take_limits(session, {"plan": "large", "month": "2026-11", "users": 5, "standing": [line]})
    told = "O plano chegou a 100 % · 5 de 5 pessoas · ninguém mais pode ser convidado"
    assert notices(sessions) == [("warned", told)]


def test_admins_are_told_when_the_help_desk_is_to_be_suspended(sessions):
    told = {"plan": "large", "month": "2026-11", "users": None, "standing": []}
    for day in ("2026-12-01", "2026-12-01", None, "2026-12-09"):
        with transaction(sessions) as session:
            take_limits(session, {**told, "suspends_on": day})
    assert [event for event, _ in notices(sessions)] == ["suspension", "suspension"]
    assert "em 2026-12-01 o atendimento é suspenso" in notices(sessions)[0][1]
