import json

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from control_plane.cli import client as client_module
from control_plane.cli.client import Client, path_to
from control_plane.cli.configuration import Configuration
from control_plane.cli.outcome import BadInput, Refused, Unreachable

EVENTS, SHOW = "/api/v1/operations/x/events", "/api/v1/operations/x"


@pytest.fixture
def client(httpserver: HTTPServer, monkeypatch):
    monkeypatch.setattr(client_module, "_POLL_SECONDS", 0.0)
    client = Client(Configuration(f"http://panel.localhost:{httpserver.port}", "t0ken"))
    yield client
    client.close()


def event(state):
    return f"event: operation\ndata: {json.dumps({'state': state})}\n\n"


def test_the_panels_name_is_loopback_and_the_token_is_sent(client, httpserver):
    headers = {"Host": f"panel.localhost:{httpserver.port}", "Authorization": "Bearer t0ken"}
    httpserver.expect_request("/api/v1/tenants", headers=headers).respond_with_json({"data": []})
    assert client.get("/tenants") == {"data": []}


def test_each_post_has_a_key_of_its_own(client, httpserver):
    keys = []

    def answer(request):
        keys.append(request.headers["Idempotency-Key"])
        return Response("{}", content_type="application/json")

    httpserver.expect_request("/api/v1/x").respond_with_handler(answer)
    client.post("/x")
    client.post("/x")
    assert len(set(keys)) == 2


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(401, Refused), (403, Refused), (404, BadInput), (409, BadInput), (503, Unreachable)],
)
def test_errors_become_outcomes(client, httpserver, status, outcome):
    document = {"error": {"code": "c", "message": "Do this.", "details": {}}}
    httpserver.expect_request("/api/v1/x").respond_with_json(document, status=status)
    with pytest.raises(outcome, match="Do this") as raised:
        client.get("/x")
    assert raised.value.document == document


@pytest.mark.parametrize("status", [200, 404, 502])
def test_something_else_that_answers_is_not_our_api(client, httpserver, status):
    httpserver.expect_request("/api/v1/x").respond_with_data("<html>", status=status)
    with pytest.raises(Unreachable):
        client.get("/x")


def test_nobody_answers():
    client = Client(Configuration("http://panel.localhost:9", "t"))
    with pytest.raises(Unreachable, match="is the platform up"):
        client.get("/x")
    client.close()


def test_watch_reads_events_and_skips_comments(client, httpserver):
    body = event("queued") + ": still there\n\n" + event("succeeded")
    httpserver.expect_request(EVENTS).respond_with_data(body, content_type="text/event-stream")
    assert [change["state"] for change in client.watch("x")] == ["queued", "succeeded"]


def test_a_stream_that_ends_early_is_made_up_for(client, httpserver):
    httpserver.expect_ordered_request(EVENTS).respond_with_data(event("running"))
    httpserver.expect_ordered_request(SHOW).respond_with_json({"state": "running"})
    httpserver.expect_ordered_request(EVENTS).respond_with_data(event("succeeded"))
    assert [change["state"] for change in client.watch("x")] == ["running", "running", "succeeded"]


def test_a_panel_that_restarts_is_waited_for(client, httpserver):
    httpserver.expect_ordered_request(EVENTS).respond_with_data("bad gateway", status=502)
    httpserver.expect_ordered_request(EVENTS).respond_with_data(event("succeeded"))
    assert [change["state"] for change in client.watch("x")] == ["succeeded"]


def test_patience_ends(client, httpserver, monkeypatch):
    monkeypatch.setattr(client_module, "_PATIENCE_SECONDS", 0)
    httpserver.expect_request(EVENTS).respond_with_data("bad gateway", status=502)
    with pytest.raises(Unreachable, match="stopped answering"):
        list(client.watch("x"))


def test_a_refusal_ends_watching_at_once(client, httpserver):
    document = {"error": {"code": "c", "message": "No.", "details": {}}}
    httpserver.expect_request(EVENTS).respond_with_json(document, status=403)
    with pytest.raises(Refused):
        list(client.watch("x"))


def test_a_path_is_of_segments_whatever_was_typed():
    assert path_to("tenants", "acme", "backups") == "/tenants/acme/backups"
    assert path_to("alarms", 7) == "/alarms/7"
    assert path_to("tenants", "acme?x#y %\udcff") == "/tenants/acme%3Fx%23y%20%25%3F"


@pytest.mark.parametrize("segment", ["", ".", "..", "/", "x/../acme", "acme/backups"])
def test_what_would_lead_elsewhere_is_no_segment(segment):
    with pytest.raises(BadInput, match="neither a name nor an id"):
        path_to("tenants", segment)
