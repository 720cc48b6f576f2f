"""Support that is ended from the platform: what the runner does, at a real help desk on SQLite."""

from datetime import timedelta
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest

from appliance.accounts.sign_ins import by_access_token
from appliance.audit.models import AuditEntry
from appliance.support.ending import end_by_admin
from appliance.support.entering import enter
from appliance.support.models import SupportAccess as Entered
from control_plane.actor import Actor
from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, NotAllowed, NotFound, RetryLater
from control_plane.services.audit import AuditFilter
from control_plane.support_endings import SupportEndings
from tests.unit.appliance.refusals.conftest import VISITOR, open_desk

REASON = "The client sees no conversations of the queue Sales."
OWNER = Actor("root@operator.example", role="owner")


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    opened = open_desk(tmp_path_factory.mktemp("desk"), "acme", 1)
    yield opened
    opened.context.sessions.kw["bind"].dispose()
    opened.context.redis.close()


@pytest.fixture
def opened(desk, add_tenant, services, actor):
    """An access that nobody has come in by yet: its id, and its ticket."""
    tenant = add_tenant(id=desk.context.settings.tenant.id)
    with transaction(services.sessions) as session:
        services.vault.put(session, tenant.id, "session_key", desk.key)
    link, row = services.support.open("acme", REASON, 15, actor)
    return SimpleNamespace(id=row["id"], ticket=urlsplit(link).fragment)


class Edge:
    """What leads to the help desk, or says what it is told to say."""

    def __init__(self, desk):
        self.client = desk.app.test_client()
        self.says = None

    def request(self, method, host, path, *, body, headers):
        assert host == "acme.localhost:8080"
        if isinstance(self.says, Exception):
            raise self.says
        if self.says is not None:
            return self.says
        answer = self.client.open(path, method=method, data=body, headers=headers)
        return SimpleNamespace(status_code=answer.status_code, json=answer.get_json)


@pytest.fixture
def edge(desk):
    return Edge(desk)


@pytest.fixture
def endings(settings, sessions, edge):
    return SupportEndings(settings, sessions, edge)


def shown(services):
    return services.support.list_all("acme")[0]


def audited(services):
    return [entry["action"] for entry in services.audit.list_all(AuditFilter(tenant="acme"))]


def test_whoever_came_in_is_out(desk, opened, services, endings, actor):
    tokens = enter(desk.context, opened.ticket, VISITOR)
    assert endings.end_asked(utc_now()) == 0  # nobody wants it to
    services.support.end("acme", opened.id, actor)
    assert endings.end_asked(utc_now()) == 1
    assert by_access_token(desk.context.sessions, desk.key, tokens.access_token) is None
    row = shown(services)
    assert row["ended_at"] and row["is_over"] and row["end_problem"] is None
    assert audited(services)[:2] == ["support_ended", "support_end_asked"]
    with desk.context.sessions() as session:
        entered = session.query(Entered).filter_by(access_id=opened.id).one()
        assert (entered.ending, entered.ended_by) == ("platform", actor.name)
        noted = session.query(AuditEntry).filter_by(action="support_access.ended", subject_id=str(entered.id))
        assert [(entry.user_id, entry.user_name) for entry in noted] == [(None, actor.name)]
    assert endings.end_asked(utc_now()) == 0


def test_of_one_that_an_admin_ended_it_is_told_when(desk, opened, services, endings, actor):
    enter(desk.context, opened.ticket, VISITOR)
    with desk.context.sessions() as session:
        row_id = session.query(Entered.id).filter_by(access_id=opened.id).scalar()
    end_by_admin(desk.context, row_id)
    services.support.end("acme", opened.id, actor)
    assert endings.end_asked(utc_now()) == 1
    with desk.context.sessions() as session:
        entered = session.get_one(Entered, row_id)
    assert (entered.ending, entered.ended_at.isoformat()) == ("admin", shown(services)["ended_at"])


def test_a_link_that_nobody_followed_is_over_once_it_is_dead(opened, services, endings, actor):
    services.support.end("acme", opened.id, actor)
    assert endings.end_asked(utc_now() + timedelta(seconds=59)) == 0
    assert shown(services)["end_problem"] is None
    assert endings.end_asked(utc_now() + timedelta(seconds=71)) == 1


@pytest.mark.parametrize(
    ("says", "problem"),
    [
        (RetryLater("edge_unreachable", "No."), "unreachable"),
        (SimpleNamespace(status_code=502), "unreachable"),
        (SimpleNamespace(status_code=401), "refused"),
        (SimpleNamespace(status_code=200, json=dict), "refused"),
        (SimpleNamespace(status_code=404, json=lambda: {"error": {"code": "not_found"}}), "too_old"),
    ],
)
def test_a_help_desk_that_does_not_end_it_is_asked_again(
    desk, opened, services, endings, edge, actor, says, problem
):
    enter(desk.context, opened.ticket, VISITOR)
    services.support.end("acme", opened.id, actor)
    edge.says = says
    assert endings.end_asked(utc_now()) == 0
    row = shown(services)
    assert (row["end_problem"], row["ended_at"], row["is_over"]) == (problem, None, False)
    edge.says = None
    assert endings.end_asked(utc_now()) == 1
    assert shown(services)["end_problem"] is None


def test_after_its_time_nobody_is_asked(opened, services, endings, edge, actor):
    services.support.end("acme", opened.id, actor)
    edge.says = AssertionError("asked")
    assert endings.end_asked(utc_now() + timedelta(minutes=16)) == 0


def test_asked_for_twice_it_is_asked_for_once(opened, services, actor):
    first = services.support.end("acme", opened.id, actor)
    assert services.support.end("acme", opened.id, OWNER) == first
    assert audited(services).count("support_end_asked") == 1


def test_an_owner_ends_anybody_s_and_nobody_else_another_s(opened, services):
    with pytest.raises(NotAllowed, match="Whoever opened it"):
        services.support.end("acme", opened.id, Actor("otto@operator.example", role="operator"))
    assert services.support.end("acme", opened.id, OWNER)["end_asked_at"]


def test_what_is_over_is_not_ended(opened, services, endings, actor):
    services.support.end("acme", opened.id, actor)
    endings.end_asked(utc_now() + timedelta(seconds=71))
    with pytest.raises(Conflict, match="over already"):
        services.support.end("acme", opened.id, actor)


def test_it_is_its_tenant_s_alone(opened, services, add_tenant, actor):
    add_tenant("beta")
    for slug, access_id in (("beta", opened.id), ("acme", "nobody")):
        with pytest.raises(NotFound, match="no such access"):
            services.support.end(slug, access_id, actor)
