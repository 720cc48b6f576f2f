import hashlib
import hmac
import json
from collections.abc import Callable

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from control_plane.adapters.tenant_http import TenantHttp
from control_plane.errors import RetryLater, StepFailed
from control_plane.operations.steps.tenant_client import Number, TenantClient, inbound_text

NUMBER = Number("111", "222", "5511400000000")


@pytest.fixture
def client(httpserver: HTTPServer) -> TenantClient:
    return TenantClient(TenantHttp(f"127.0.0.1:{httpserver.port}"), "http://acme.localhost:8080")


def test_a_message_as_meta_notifies_it() -> None:
    message_id, body = inbound_text(NUMBER, "5511999990000", "olá")
    document = json.loads(body)
    change = document["entry"][0]["changes"][0]
    assert document["object"] == "whatsapp_business_account"
    assert document["entry"][0]["id"] == "222"
    assert change["field"] == "messages"
    assert change["value"]["metadata"]["phone_number_id"] == "111"
    assert change["value"]["contacts"][0]["wa_id"] == "5511999990000"
    (message,) = change["value"]["messages"]
    assert (message["id"], message["from"], message["text"]) == (message_id, "5511999990000", {"body": "olá"})


def test_no_two_messages_have_one_id() -> None:
    assert inbound_text(NUMBER, "1", "x")[0] != inbound_text(NUMBER, "1", "x")[0]


def test_a_delivery_is_signed_over_its_bytes(httpserver: HTTPServer, client: TenantClient) -> None:
    def check(request: Request) -> Response:
        expected = hmac.new(b"app-secret", request.get_data(), hashlib.sha256).hexdigest()
        is_right = request.headers["X-Hub-Signature-256"] == f"sha256={expected}"
        return Response(status=200 if is_right else 401)

    httpserver.expect_request("/webhooks/whatsapp", method="POST").respond_with_handler(check)
    assert client.deliver(b'{"a": 1}', "app-secret") == 200
    assert client.deliver(b'{"a": 1}', "another") == 401


def echo(request: Request) -> Response:
    return Response(request.args["hub.challenge"], status=200)


def wrong(request: Request) -> Response:
    return Response("something", status=200)


def refused(request: Request) -> Response:
    return Response(request.args["hub.challenge"], status=403)


def test_the_handshake_must_give_the_challenge_back(httpserver: HTTPServer, client: TenantClient) -> None:
    httpserver.expect_request("/webhooks/whatsapp", query_string=None).respond_with_handler(echo)
    client.handshake("verify-token")


@pytest.mark.parametrize("answer", [wrong, refused])
def test_a_failed_handshake_is_said(
    httpserver: HTTPServer, client: TenantClient, answer: Callable[[Request], Response]
) -> None:
    httpserver.expect_request("/webhooks/whatsapp").respond_with_handler(answer)
    with pytest.raises(StepFailed, match="handshake"):
        client.handshake("verify-token")


def test_after_a_login_the_token_goes_along(httpserver: HTTPServer, client: TenantClient) -> None:
    httpserver.expect_request("/api/v1/auth/login", method="POST").respond_with_json({"access_token": "t"})
    httpserver.expect_request("/api/v1/x", headers={"Authorization": "Bearer t"}).respond_with_json({"a": 1})
    client.log_in("ana@example.com", "pw")
    assert client.get("/api/v1/x") == {"a": 1}


def test_an_answer_that_is_an_error_is_shown(httpserver: HTTPServer, client: TenantClient) -> None:
    httpserver.expect_request("/api/v1/x").respond_with_json({"error": {"code": "no"}}, status=409)
    with pytest.raises(StepFailed, match="409"):
        client.post("/api/v1/x", {})


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_web_that_is_not_up_at_this_moment_is_asked_later(
    httpserver: HTTPServer, client: TenantClient, status: int
) -> None:
    for path in ("/api/v1/x", "/webhooks/whatsapp"):
        httpserver.expect_request(path).respond_with_data("", status=status)
    with pytest.raises(RetryLater):
        client.get("/api/v1/x")
    with pytest.raises(RetryLater):
        client.handshake("token")
