"""The connection, looked at with the sandbox, which answers as Meta does."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from rq import Queue
from sqlalchemy import select, update

from appliance.accounts.models import User
from appliance.app import create_app
from appliance.channel import checking
from appliance.channel.models import ChannelCheck
from appliance.context import Context
from appliance.database import transaction, utc_now
from appliance.whatsapp.connecting import callback_url
from appliance.whatsapp.models import AccountNotice
from appliance.whatsapp.notice_texts import readable_notice
from tests.integration.sandbox.process import NUMBER, TOKEN, SandboxProcess, running_sandbox
from tests.integration.sandbox.tenant import Tenant

pytestmark = pytest.mark.integration

PNG = b"\x89PNG\r\n\x1a\n" + b"picture"
Ask = Callable[..., tuple[int, Any]]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with HTTPServer(threaded=True) as server:
        Tenant(server)
        with running_sandbox(tmp_path_factory.mktemp("sandbox"), server.port) as running:
            running.register()
            yield running


@pytest.fixture
def context(context: Context, sandbox: SandboxProcess) -> Context:
    """Connected, and all is well with it."""
    whatsapp = replace(context.settings.whatsapp, graph_url=f"{sandbox.url}/graph", token=TOKEN)
    tenant = replace(context.settings.tenant, public_url="http://acme.localhost")
    context = replace(context, settings=replace(context.settings, whatsapp=whatsapp, tenant=tenant))
    sandbox.call("DELETE", "/sandbox/faults").raise_for_status()
    sandbox.connect(callback_url(context.settings)).raise_for_status()
    good = {
        "quality_rating": "GREEN",
        "name_status": "APPROVED",
        "token_expires_at": 0,
        "token_scopes": ["whatsapp_business_management", "whatsapp_business_messaging"],
    }
    think(sandbox, **good)
    return context


@pytest.fixture
def ask(context: Context, clara: User, bearer: Callable[[User], dict[str, str]]) -> Ask:
    """As the admin; a body of bytes goes as it is."""
    client, headers = create_app(context).test_client(), bearer(clara)

    def run(method: str, path: str = "", body: Any = None) -> tuple[int, Any]:
        sent = {"data": body} if isinstance(body, bytes) else {"json": body}
        answer = client.open(f"/api/v1/channel{path}", method=method, headers=headers, **sent)
        return answer.status_code, answer.get_json(silent=True) or answer.get_data()

    return run


def think(sandbox: SandboxProcess, **changes: Any) -> None:
    """What Meta thinks of the number from now on."""
    sandbox.call("PATCH", f"/sandbox/numbers/{NUMBER}", changes).raise_for_status()


def states(shown: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {item["name"]: (item["state"], item["code"]) for item in shown["check"]["items"]}


def notices(context: Context) -> list[AccountNotice]:
    with context.sessions() as session:
        return list(session.scalars(select(AccountNotice).order_by(AccountNotice.id)))


def test_a_check_says_all_is_well_and_is_kept(context: Context, ask: Ask) -> None:
    assert ask("GET")[1] == {"callback": callback_url(context.settings), "check": None}
    status, shown = ask("POST", "/check")
    assert status == 200
    found = states(shown)
    assert found.pop("received") == ("warning", "never")
    assert {state for state, _ in found.values()} == {"ok"}, found
    assert (shown["check"]["by"], shown["check"]["name"]) == ("Clara", "ACME Comércio")
    assert shown["check"]["number"] == "+55 11 4004-0001"
    assert ask("GET")[1] == shown
    assert TOKEN not in str(shown)


def test_what_gets_worse_is_told_to_admins_once(context: Context, ask: Ask, sandbox: SandboxProcess) -> None:
    ask("POST", "/check")
    before = len(notices(context))
    think(sandbox, quality_rating="RED", subscribed=False)
    found = states(ask("POST", "/check")[1])
    assert found["quality"] == ("error", "red")
    assert found["subscription"] == ("error", "missing")
    told = notices(context)[before:]
    assert {(one.event, one.severity) for one in told} == {
        ("quality.red", "critical"),
        ("subscription.missing", "critical"),
    }
    assert readable_notice(told[0].field, told[0].value).startswith("Conexão com o WhatsApp")
    ask("POST", "/check")
    assert len(notices(context)) == before + 2


@pytest.mark.parametrize(
    ("fault", "code"), [("token_expired", "token_refused"), ("permission_missing", "permission_refused")]
)
def test_a_token_that_is_refused(ask: Ask, sandbox: SandboxProcess, fault: str, code: str) -> None:
    sandbox.call("PUT", "/sandbox/faults", {"graph": {fault: True}}).raise_for_status()
    found = states(ask("POST", "/check")[1])
    assert (found["reach"], found["token"]) == (("ok", "ok"), ("error", code))
    assert found["quality"] == ("unknown", "not_told")


def test_a_token_without_a_scope_and_one_that_ends(ask: Ask, sandbox: SandboxProcess) -> None:
    think(sandbox, token_scopes=["whatsapp_business_messaging"])
    assert states(ask("POST", "/check")[1])["token"] == ("error", "scope_missing")
    scopes = ["whatsapp_business_messaging", "whatsapp_business_management"]
    think(sandbox, token_scopes=scopes, token_expires_at=int(utc_now().timestamp()) + 3600)
    assert states(ask("POST", "/check")[1])["token"] == ("warning", "ends_soon")


def test_nobody_answers(context: Context, clara: User) -> None:
    whatsapp = replace(context.settings.whatsapp, graph_url="http://127.0.0.1:9/graph")
    away = replace(context, settings=replace(context.settings, whatsapp=whatsapp))
    shown = checking.check(away, clara.id)
    assert states(shown)["reach"] == ("error", "no_answer")
    assert TOKEN not in str(shown)


def test_one_check_at_a_time(context: Context, ask: Ask) -> None:
    context.redis.set("channel:checking", 1)
    status, answer = ask("POST", "/check")
    assert (status, answer["error"]["code"]) == (409, "check_running")


def test_once_a_day_a_worker_looks_but_not_at_a_tenant_that_is_new(context: Context, clara: User) -> None:
    queue: Queue = context.queues["media"]
    checking.start_if_due(context)
    assert queue.count == 0
    with transaction(context.sessions) as session:
        session.execute(update(User).values(created_at=utc_now() - timedelta(hours=2)))
    checking.start_if_due(context)
    checking.start_if_due(context)
    assert queue.count == 1
    queue.empty()
    checking.check(context, None)
    checking.start_if_due(context)
    assert queue.count == 0
    with transaction(context.sessions) as session:
        session.execute(update(ChannelCheck).values(checked_at=utc_now() - timedelta(hours=25)))
    checking.start_if_due(context)
    assert queue.count == 1


def test_old_checks_are_forgotten(context: Context) -> None:
    checking.check(context, None)
    with transaction(context.sessions) as session:
        session.execute(update(ChannelCheck).values(checked_at=utc_now() - timedelta(days=91)))
    checking.check(context, None)
    with context.sessions() as session:
        assert len(session.scalars(select(ChannelCheck)).all()) == 1


def test_an_attendant_sees_nothing_of_it(context: Context, ana: User, call: Ask) -> None:
    assert call(ana, "GET", "/channel")[0] == call(ana, "POST", "/channel/check")[0] == 403


def test_the_profile_is_read_and_changed_at_meta(context: Context, ask: Ask, clara: User, call: Ask) -> None:
    change = {
        "about": "Atendemos das 9 às 18",
        "address": "Rua A, 1",
        "email": "oi@acme.example",
        "websites": ["https://acme.example"],
        "vertical": "RETAIL",
    }
    status, shown = ask("PATCH", "/profile", change)
    assert (status, {name: shown[name] for name in change}) == (200, change)
    assert ask("GET", "/profile")[1] == shown
    entry = call(clara, "GET", "/audit")[1]["data"][0]
    assert (entry["action"], entry["after"]["about"]) == ("channel.profile_changed", change["about"])


@pytest.mark.parametrize(
    "change",
    [
        {"about": ""},
        {"about": "x" * 140},
        {"description": "x" * 513},
        {"email": "nada"},
        {"websites": ["acme.example"]},
        {"websites": ["https://a.co", "https://b.co", "https://c.co"]},
        {"vertical": "CIRCUS"},
    ],
)
def test_beyond_metas_limits_nothing_is_sent(ask: Ask, change: dict[str, Any]) -> None:
    status, answer = ask("PATCH", "/profile", change)
    assert (status, answer["error"]["code"]) == (422, "invalid_input")


def test_a_picture_goes_to_meta_and_is_shown_through_us(ask: Ask) -> None:
    status, shown = ask("PUT", "/profile/picture", PNG)
    assert (status, shown["has_picture"]) == (200, True)
    assert ask("GET", "/profile/picture") == (200, PNG)
    refused = ask("PUT", "/profile/picture", b"GIF89a")
    assert (refused[0], refused[1]["error"]["code"]) == (422, "wrong_type")


def test_meta_away_is_said_so(
    context: Context, clara: User, bearer: Callable[[User], dict[str, str]]
) -> None:
    whatsapp = replace(context.settings.whatsapp, graph_url="http://127.0.0.1:9/graph")
    away = replace(context, settings=replace(context.settings, whatsapp=whatsapp))
    answer = create_app(away).test_client().get("/api/v1/channel/profile", headers=bearer(clara))
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (503, "meta_unavailable")
