"""What an admin can look at: deliveries left over, connections, health and numbers."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import redis
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer
from sqlalchemy import func, select, text

from appliance.accounts.models import User
from appliance.app import create_app
from appliance.context import Context
from appliance.conversations.models import Message
from appliance.database import transaction
from appliance.health import platform_token
from appliance.job_queues import INBOUND
from appliance.migrations import HEAD
from appliance.whatsapp import deliveries
from appliance.whatsapp.receiving import process_delivery
from appliance.worker.heartbeat import KEY
from tests.payloads.whatsapp import text as text_message
from tests.payloads.whatsapp import value

pytestmark = pytest.mark.integration

Bearer = Callable[[User], dict[str, str]]
DELIVERIES = "/api/v1/webhook-deliveries"


def test_what_could_not_be_processed_is_shown_with_its_body(
    context: Context, client: FlaskClient, clara: User, bearer: Bearer, deliver: Callable[..., int]
) -> None:
    malformed = deliveries.store(context.sessions, b"no json \xff")
    assert malformed is not None
    process_delivery(context, malformed)
    dead = deliver(value(messages=({"type": "text"},)))
    noted = deliver(value(messages=(text_message("wamid.9", group_id="G"),)))
    deliver(value())
    headers = bearer(clara)
    shown = client.get(DELIVERIES, headers=headers).get_json()["data"]
    assert [(row["id"], row["state"]) for row in shown] == [
        (noted, "done"),
        (dead, "dead"),
        (malformed, "malformed"),
    ]
    assert shown[2]["body"] == "no json \ufffd"
    assert shown[0]["error"] == "group message ignored: wamid.9"
    [only_dead] = client.get(f"{DELIVERIES}?state=dead", headers=headers).get_json()["data"]
    assert only_dead["id"] == dead
    first = client.get(f"{DELIVERIES}?limit=2", headers=headers).get_json()
    rest = client.get(f"{DELIVERIES}?limit=2&cursor={first['next_cursor']}", headers=headers).get_json()
    assert [row["id"] for row in first["data"] + rest["data"]] == [noted, dead, malformed]
    assert rest["next_cursor"] is None


def test_several_states_are_listed_together(
    context: Context, client: FlaskClient, clara: User, bearer: Bearer, deliver: Callable[..., int]
) -> None:
    dead = deliver(value(messages=({"type": "text"},)))
    malformed = deliver(document=[1])
    deliver(value())
    shown = client.get(f"{DELIVERIES}?state=dead,malformed", headers=bearer(clara)).get_json()["data"]
    assert [row["id"] for row in shown] == [malformed, dead]
    assert client.get(f"{DELIVERIES}?state=dead,lost", headers=bearer(clara)).status_code == 422


def test_of_a_long_body_its_beginning_is_shown(
    context: Context, client: FlaskClient, clara: User, bearer: Bearer
) -> None:
    delivery_id = deliveries.store(context.sessions, b"x" * 100_000)
    shown = client.get(f"{DELIVERIES}/{delivery_id}", headers=bearer(clara)).get_json()
    assert (shown["state"], shown["size"], shown["body"]) == ("pending", 100_000, "x" * 65_536)
    assert client.get(f"{DELIVERIES}/0", headers=bearer(clara)).status_code == 404


def test_a_dead_delivery_is_processed_again_on_request(
    context: Context, client: FlaskClient, clara: User, bearer: Bearer, deliver: Callable[..., int]
) -> None:
    headers = bearer(clara)
    dead = deliver(value(messages=(text_message("wamid.1"), {"type": "text"})))
    context.redis.flushall()
    answer = client.post(f"{DELIVERIES}/{dead}/retry", headers=headers)
    assert (answer.status_code, answer.get_json()["state"], answer.get_json()["attempts"]) == (
        200,
        "pending",
        0,
    )
    assert context.queues[INBOUND].count == 1
    assert client.post(f"{DELIVERIES}/{dead}/retry", headers=headers).status_code == 409
    process_delivery(context, dead)
    shown = client.get(f"{DELIVERIES}/{dead}", headers=headers).get_json()
    assert (shown["state"], shown["attempts"]) == ("dead", 1)
    with context.sessions() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 1


def test_what_an_admin_has_seen_is_put_aside_and_can_be_taken_up_again(
    client: FlaskClient, clara: User, bearer: Bearer, deliver: Callable[..., int]
) -> None:
    headers = bearer(clara)
    malformed, dead = deliver(document={"object": "page"}), deliver(value(messages=({"type": "text"},)))
    done = deliver(value())
    assert client.get(f"{DELIVERIES}/stats", headers=headers).get_json() == {"malformed": 1, "dead": 1}
    assert (
        client.post(f"{DELIVERIES}/{malformed}/dismiss", headers=headers).get_json()["state"] == "dismissed"
    )
    assert client.post(f"{DELIVERIES}/{malformed}/dismiss", headers=headers).status_code == 409
    assert client.post(f"{DELIVERIES}/{done}/dismiss", headers=headers).status_code == 409
    assert client.post(f"{DELIVERIES}/0/dismiss", headers=headers).status_code == 404
    assert client.get(f"{DELIVERIES}/0", headers=headers).status_code == 404
    assert client.get(f"{DELIVERIES}/stats", headers=headers).get_json() == {"malformed": 0, "dead": 1}
    listed = client.get(f"{DELIVERIES}?state=dismissed", headers=headers).get_json()["data"]
    assert [(row["id"], row["body"]) for row in listed] == [(malformed, '{"object":"page"}')]
    assert client.post(f"{DELIVERIES}/{malformed}/retry", headers=headers).get_json()["state"] == "pending"
    assert client.post(f"{DELIVERIES}/{done}/retry", headers=headers).get_json()["error"]["details"] == {
        "state": "done"
    }
    assert dead


@pytest.mark.parametrize("action", ["retry", "dismiss"])
def test_only_admins_deal_with_deliveries(
    client: FlaskClient, ana: User, bearer: Bearer, deliver: Callable[..., int], action: str
) -> None:
    dead = deliver(value(messages=({"type": "text"},)))
    assert client.post(f"{DELIVERIES}/{dead}/{action}", headers=bearer(ana)).status_code == 403
    assert client.post(f"{DELIVERIES}/{dead}/{action}").status_code == 401


@pytest.mark.parametrize(
    "path", [DELIVERIES, f"{DELIVERIES}/stats", f"{DELIVERIES}/1", "/api/v1/settings/connections"]
)
def test_attendants_may_not_look(client: FlaskClient, ana: User, bearer: Bearer, path: str) -> None:
    assert client.get(path, headers=bearer(ana)).status_code == 403


def test_connections_are_asked_right_now(
    context: Context, meta: HTTPServer, clara: User, bearer: Bearer
) -> None:
    settings = replace(
        context.settings,
        whatsapp=replace(context.settings.whatsapp, graph_url=meta.url_for("/graph")),
        ai=replace(context.settings.ai, url=meta.url_for("/fila-ia")),
    )
    client = create_app(replace(context, settings=settings)).test_client()
    number = {"verified_name": "ACME", "display_phone_number": "+55 11 4004-0001"}
    meta.expect_request("/graph/v25.0/200300400500600").respond_with_json(number)
    meta.expect_request("/fila-ia/api/v1/requests").respond_with_json({"error": "no"}, status=403)
    answer = client.get("/api/v1/settings/connections", headers=bearer(clara)).get_json()
    assert answer["whatsapp"] == {"ok": True, "detail": "ACME +55 11 4004-0001"}
    assert answer["fila_ia"]["ok"] is False


def test_connections_that_do_not_answer(client: FlaskClient, clara: User, bearer: Bearer) -> None:
    answer = client.get("/api/v1/settings/connections", headers=bearer(clara)).get_json()
    assert (answer["whatsapp"]["ok"], answer["fila_ia"]["ok"]) == (False, False)


def test_a_refused_token_is_named(context: Context, meta: HTTPServer, clara: User, bearer: Bearer) -> None:
    whatsapp = replace(context.settings.whatsapp, graph_url=meta.url_for("/graph"))
    app = create_app(replace(context, settings=replace(context.settings, whatsapp=whatsapp)))
    refusal = {"error": {"code": 190, "message": "Error validating access token"}}
    meta.expect_request("/graph/v25.0/200300400500600").respond_with_json(refusal, status=401)
    answer = app.test_client().get("/api/v1/settings/connections", headers=bearer(clara)).get_json()
    assert "não é mais válido" in answer["whatsapp"]["detail"]


def test_ready_means_every_part(
    context: Context, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/readyz").get_json()["worker"] == "error"
    context.redis.set(KEY, "1")
    ready = client.get("/readyz")
    assert (ready.status_code, set(ready.get_json().values())) == (200, {"ok"})
    with transaction(context.sessions) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert client.get("/readyz").get_json()["schema"] == "error"
    with transaction(context.sessions) as session:
        session.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})

    def refuse(*_args: object, **_more: object) -> None:
        raise redis.ConnectionError("away")

    monkeypatch.setattr(context.redis, "execute_command", refuse)
    away = client.get("/readyz")
    assert (away.status_code, away.get_json()["redis"], away.get_json()["database"]) == (503, "error", "ok")
    assert client.get("/healthz").status_code == 200


def test_metrics_are_numbers_and_nobodys_data(client: FlaskClient, write: Callable[..., int]) -> None:
    write("wamid.1", "um segredo")
    body = client.get("/metrics").text
    assert 'guiche_conversations{status="bot"} 1' in body
    assert 'guiche_webhook_deliveries{state="done"} 1' in body
    assert 'guiche_queue_jobs{queue="ai"} 1' in body
    assert 'guiche_messages_today{direction="in"} 1' in body
    assert "guiche_ai_requests_today 0" in body
    assert "guiche_media_bytes 0" in body
    assert "guiche_customers_written_first 0" in body
    assert "guiche_metrics_unreadable" not in body
    assert "segredo" not in body
    assert "98765" not in body


def test_todays_messages_are_those_since_the_tenants_midnight(
    client: FlaskClient, write: Callable[..., int], context: Context
) -> None:
    for number in range(5):
        write(f"wamid.{number}", "oi")
    with transaction(context.sessions) as session:
        session.execute(text("UPDATE messages SET created_at = '2020-01-01' ORDER BY id LIMIT 3"))
    told = client.get("/metrics").text.splitlines()
    assert [line for line in told if "_today" in line] == [
        'guiche_messages_today{direction="in"} 2',
        'guiche_messages_today{direction="out"} 0',
        "guiche_ai_requests_today 0",
    ]


def test_the_platform_is_given_the_metrics_that_the_edge_keeps_back(
    client: FlaskClient, context: Context
) -> None:
    assert client.get("/platform/metrics").status_code == 404
    wrong = {"Authorization": f"Bearer {platform_token('another key')}"}
    assert client.get("/platform/metrics", headers=wrong).status_code == 404
    right = {"Authorization": f"Bearer {platform_token(context.settings.session_key)}"}
    assert client.get("/platform/metrics", headers=right).text == client.get("/metrics").text


def test_the_api_describes_itself(client: FlaskClient) -> None:
    described = client.get("/api/v1/openapi.json").get_json()
    assert described["openapi"] == "3.1.0"
    assert {"/api/v1/messages", "/api/v1/conversations", "/webhooks/whatsapp"} <= set(described["paths"])
    assert "/api/v1/messages" in client.get("/api/v1/docs").text
