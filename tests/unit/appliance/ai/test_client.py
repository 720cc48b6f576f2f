"""The client against a FILA-IA that answers as its contract says, awkwardly included."""

import json
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from appliance.ai import client as client_module
from appliance.ai.client import FilaIa, Permanent, Question, Retryable, Throttled, Unknown
from appliance.settings import AiSettings
from foundation.http import http_session

QUESTION = Question("ref-1", "session-1", [{"role": "user", "content": "Oi"}])
ID = "0b9e7c1a-0000-4000-8000-000000000001"


@pytest.fixture
def fila(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[FilaIa]:
    monkeypatch.setattr(client_module, "TIMEOUT", (1.0, 0.3))
    with http_session() as http:
        yield FilaIa(AiSettings(url=httpserver.url_for(""), deadline_seconds=45, key="the-key"), http)


def reply(httpserver: HTTPServer, body: Any, status: int = 200, path: str = "/api/v1/requests") -> None:
    httpserver.expect_request(path).respond_with_json(body, status=status)


def result(**fields: Any) -> dict[str, Any]:
    return {"id": ID, "status": "completed", "metadata": {"reference": "ref-1"}, **fields}


def test_submit_sends_what_the_contract_asks(fila: FilaIa, httpserver: HTTPServer) -> None:
    reply(httpserver, {"id": ID, "status": "pending"}, 202)
    assert fila.submit(QUESTION) == ID
    request, _ = httpserver.log[0]
    assert request.headers["X-API-Key"] == "the-key"
    assert request.headers["Accept"] == "application/json"
    body = request.get_json()
    assert body["session_id"] == body["metadata"]["session_id"] == "session-1"
    assert body["metadata"]["reference"] == "ref-1"
    assert body["messages"] == QUESTION.messages
    assert body["parameters"] == {"temperature": 0.3, "max_tokens": 400}
    assert "the-key" not in request.url + json.dumps(body)


def test_the_list_gives_results_as_json_strings(fila: FilaIa, httpserver: HTTPServer) -> None:
    row = result(result=json.dumps({"response": " Olá! ", "done": True}), metadata='{"reference": "ref-1"}')
    reply(httpserver, {"current_page": 1, "data": [row], "total": 1})
    (answer,) = fila.newest(20)
    assert (answer.upstream_id, answer.reference, answer.status) == (ID, "ref-1", "completed")
    assert answer.text == "Olá!"
    assert not answer.is_fallback
    assert httpserver.log[0][0].args["per_page"] == "20"


def test_no_page_is_longer_than_allowed(fila: FilaIa, httpserver: HTTPServer) -> None:
    reply(httpserver, {"data": []})
    assert fila.newest(5_000) == []
    assert httpserver.log[0][0].args["per_page"] == "100"


@pytest.mark.parametrize(
    ("given", "text", "is_fallback"),
    [
        ({"response": "Olá!"}, "Olá!", False),
        ("Olá!", "Olá!", False),
        ('"Olá!"', "Olá!", False),
        ("42", "42", False),
        ('{"response": "Olá, tudo b', "", False),
        ("[1, 2]", "", False),
        ({"response": "Desculpe", "_fallback": True}, "Desculpe", True),
        (json.dumps({"response": "Desculpe", "_fallback": True}), "Desculpe", True),
        ({"model": "x"}, "", False),
        ({"response": None, "tool_calls": []}, "", False),
        (None, "", False),
        (["x"], "", False),
    ],
)
def test_both_forms_of_a_result(
    fila: FilaIa, httpserver: HTTPServer, given: Any, text: str, is_fallback: bool
) -> None:
    reply(httpserver, result(result=given), path=f"/api/v1/requests/{ID}")
    answer = fila.one(ID)
    assert (answer.text, answer.is_fallback) == (text, is_fallback)


def test_rows_of_others_do_no_harm(fila: FilaIa, httpserver: HTTPServer) -> None:
    reply(httpserver, {"data": [None, {"id": 5, "status": None, "metadata": None}, {"metadata": "x"}]})
    assert [answer.reference for answer in fila.newest(3)] == ["", ""]


@pytest.mark.parametrize(
    ("body", "seconds"),
    [
        ({"error": "rate", "retry_after": 7}, 7),
        ({"retry_after": "9"}, 9),
        ({"retry_after": 0}, 10),
        ({"retry_after": "soon"}, 10),
        ({}, 10),
        ([], 10),
    ],
)
def test_429_tells_how_long_in_its_body(
    fila: FilaIa, httpserver: HTTPServer, body: Any, seconds: int
) -> None:
    reply(httpserver, body, 429)
    with pytest.raises(Throttled) as throttled:
        fila.submit(QUESTION)
    assert throttled.value.retry_after == seconds


@pytest.mark.parametrize("status", [302, 401, 403, 404, 422])
def test_refusals_are_permanent(fila: FilaIa, httpserver: HTTPServer, status: int) -> None:
    reply(httpserver, {"error": "no"}, status)
    with pytest.raises(Permanent) as refused:
        fila.submit(QUESTION)
    assert refused.value.status == status


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
def test_the_servers_failures_are_retryable(fila: FilaIa, httpserver: HTTPServer, status: int) -> None:
    reply(httpserver, {"error": "no"}, status)
    with pytest.raises(Retryable):
        fila.submit(QUESTION)


def test_an_html_page_instead_of_json_is_unknown(fila: FilaIa, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/v1/requests").respond_with_data("<html>", content_type="text/html")
    with pytest.raises(Unknown):
        fila.submit(QUESTION)


def test_an_answer_without_id_is_unknown(fila: FilaIa, httpserver: HTTPServer) -> None:
    reply(httpserver, {"status": "pending"}, 202)
    with pytest.raises(Unknown):
        fila.submit(QUESTION)


def test_silence_after_sending_is_unknown(fila: FilaIa, httpserver: HTTPServer) -> None:
    release = threading.Event()

    def silent(_request: Request) -> Response:
        release.wait(5)
        return Response("{}")

    httpserver.expect_request("/api/v1/requests").respond_with_handler(silent)
    try:
        with pytest.raises(Unknown):
            fila.submit(QUESTION)
    finally:
        release.set()


def test_nobody_listening_is_retryable() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with http_session() as http:
        fila = FilaIa(AiSettings(url=f"http://127.0.0.1:{port}", deadline_seconds=45, key="k"), http)
        with pytest.raises(Retryable):
            fila.submit(QUESTION)


def test_a_connection_cut_after_sending_is_unknown() -> None:
    server = socket.create_server(("127.0.0.1", 0))

    def cut() -> None:
        connection, _ = server.accept()
        connection.recv(65_536)
        connection.close()

    thread = threading.Thread(target=cut)
    thread.start()
    url = f"http://127.0.0.1:{server.getsockname()[1]}"
    with http_session() as http:
        fila = FilaIa(AiSettings(url=url, deadline_seconds=45, key="k"), http)
        with pytest.raises(Unknown):
            fila.submit(QUESTION)
    thread.join()
    server.close()


def test_a_list_without_rows_is_a_failure(fila: FilaIa, httpserver: HTTPServer) -> None:
    reply(httpserver, {"message": "ok"})
    with pytest.raises(Retryable):
        fila.newest(5)


def test_the_key_is_checked_with_a_list_of_one(fila: FilaIa, httpserver: HTTPServer) -> None:
    reply(httpserver, {"error": "Invalid API key"}, 403)
    with pytest.raises(Permanent):
        fila.check_key()
    assert httpserver.log[0][0].args["per_page"] == "1"


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"tokens_input": 120, "tokens_output": 30}, (120, 30)),
        ({}, (None, None)),
        ({"tokens_input": "120", "tokens_output": True}, (None, None)),
        ({"tokens_input": -1, "tokens_output": 10**12}, (None, None)),
    ],
)
def test_what_an_answer_took_is_taken_only_where_it_is_a_number(
    fila: FilaIa, httpserver: HTTPServer, given: dict[str, Any], told: tuple[int | None, int | None]
) -> None:
    reply(httpserver, result(result={"response": "Oi", **given}), path=f"/api/v1/requests/{ID}")
    answer = fila.one(ID)
    assert (answer.tokens_in, answer.tokens_out) == told
