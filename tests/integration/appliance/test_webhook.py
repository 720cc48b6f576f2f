import pytest
import redis
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from appliance.context import Context
from appliance.job_queues import INBOUND
from appliance.whatsapp.intake import Intake
from appliance.whatsapp.models import WebhookDelivery
from tests.payloads.whatsapp import encode, envelope, signature, text, value

pytestmark = pytest.mark.integration

URL = "/webhooks/whatsapp"
BODY = encode(envelope(value(messages=(text("wamid.1", "Olá ☕"),))))


def post(client: FlaskClient, body: bytes, header: str | None = None) -> TestResponse:
    headers = {"X-Hub-Signature-256": signature(body) if header is None else header}
    return client.post(URL, data=body, headers=headers, content_type="application/json")


def stored(context: Context) -> int:
    with context.sessions() as session:
        return session.scalar(select(func.count()).select_from(WebhookDelivery)) or 0


def test_the_handshake_returns_the_challenge(client: FlaskClient) -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "verify-token"}
    response = client.get(URL, query_string=query)
    assert (response.status_code, response.text) == (200, "1158201444")
    assert response.mimetype == "text/plain"


@pytest.mark.parametrize(
    "change", [{"hub.verify_token": "wrong"}, {"hub.verify_token": "ü"}, {"hub.mode": "unsubscribe"}]
)
def test_a_wrong_handshake_is_refused(client: FlaskClient, change: dict[str, str]) -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": "verify-token", **change}
    assert client.get(URL, query_string=query).status_code == 403


def test_a_signed_body_is_stored_and_enqueued(context: Context, client: FlaskClient) -> None:
    assert post(client, BODY).status_code == 200
    with context.sessions() as session:
        [row] = session.scalars(select(WebhookDelivery))
    assert (row.body, row.state) == (BODY, "pending")
    assert context.queues[INBOUND].count == 1


def test_the_same_bytes_again_are_answered_and_not_stored_again(
    context: Context, client: FlaskClient
) -> None:
    assert [post(client, BODY).status_code for _ in range(3)] == [200, 200, 200]
    assert stored(context) == 1


@pytest.mark.parametrize(
    "header",
    ["", "sha256=", signature(BODY, "other"), signature(BODY).upper(), signature(BODY)[7:], "sha256=é"],
    ids=["none", "empty", "of another key", "in capitals", "without its name", "no hexadecimals"],
)
def test_a_wrong_signature_is_refused_and_not_stored(
    context: Context, client: FlaskClient, header: str
) -> None:
    response = post(client, BODY, header)
    assert (response.status_code, response.json["error"]["code"]) == (401, "wrong_signature")  # type: ignore[index]
    assert stored(context) == 0


def test_the_signature_is_over_the_raw_bytes(client: FlaskClient) -> None:
    spaced = BODY.replace(b'":', b'": ')
    assert post(client, spaced, signature(BODY)).status_code == 401


def test_malformed_but_authentic_is_stored(context: Context, client: FlaskClient) -> None:
    assert post(client, b"no json at all").status_code == 200
    assert stored(context) == 1


def test_a_body_of_three_megabytes_is_accepted_and_a_larger_one_is_not(
    context: Context, client: FlaskClient
) -> None:
    limit = 3 * 1024 * 1024
    assert post(client, b"x" * limit).status_code == 200
    response = post(client, b"x" * (limit + 1))
    assert (response.status_code, response.json["error"]["code"]) == (413, "request_entity_too_large")  # type: ignore[index]
    assert stored(context) == 1


def test_without_the_database_meta_is_asked_to_deliver_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise OperationalError("INSERT", {}, Exception("gone away"))

    monkeypatch.setattr(Intake, "store", fail)
    response = post(client, BODY)
    assert (response.status_code, response.json["error"]["code"]) == (503, "database_unavailable")  # type: ignore[index]


def test_without_redis_nothing_is_lost(
    context: Context, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_more: object) -> None:
        raise redis.ConnectionError("away")

    monkeypatch.setattr(context.redis, "execute_command", refuse)
    monkeypatch.setattr(redis.client.Pipeline, "execute", refuse)
    assert post(client, BODY).status_code == 200
    assert stored(context) == 1
