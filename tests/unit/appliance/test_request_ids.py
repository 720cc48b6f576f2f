import pytest
import structlog
from flask import Flask
from flask.testing import FlaskClient

from appliance.request_ids import HEADER, follow_requests


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)
    follow_requests(app)
    app.add_url_rule("/", view_func=lambda: structlog.contextvars.get_contextvars()["request_id"])
    return app.test_client()


def test_the_edges_id_is_kept_and_logged(client: FlaskClient) -> None:
    response = client.get("/", headers={HEADER: "edge-1234"})
    assert (response.text, response.headers[HEADER]) == ("edge-1234", "edge-1234")


@pytest.mark.parametrize("given", ["", "short", "x" * 65, 'a"b\\c{d}efg'])
def test_without_a_sensible_one_a_new_one_is_made(client: FlaskClient, given: str) -> None:
    response = client.get("/", headers={HEADER: given})
    assert response.text == response.headers[HEADER] != given


def test_no_two_requests_share_one(client: FlaskClient) -> None:
    assert client.get("/").text != client.get("/").text
