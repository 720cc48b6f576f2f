import time
from collections.abc import Callable

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from bench import callers as module
from bench.callers import Callers


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EVERY_SECONDS", 0.05)


def until(condition: Callable[[], bool]) -> None:
    limit = time.monotonic() + 10
    while not condition() and time.monotonic() < limit:
        time.sleep(0.02)
    assert condition()


def test_what_came_instead_of_an_answer(httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request("/readyz").respond_with_data("")
    for status in (503, 503, 404):
        httpserver.expect_ordered_request("/readyz").respond_with_data("", status=status)
    with Callers([httpserver.url_for("/readyz")]) as callers:
        until(lambda: callers.requests >= 4)
    assert callers.failures["503"] == 2
    assert callers.failures["404"] == 1


def test_nobody_there() -> None:
    with Callers(["http://127.0.0.1:9/readyz"]) as callers:
        until(lambda: callers.failures["ConnectionError"] > 0)


def test_back_since_the_last_failure(httpserver: HTTPServer) -> None:
    broken_until = time.monotonic() + 1

    def answer(_request: object) -> Response:
        return Response(status=503 if time.monotonic() < broken_until else 200)

    httpserver.expect_request("/readyz").respond_with_handler(answer)
    began = time.monotonic()
    with Callers([httpserver.url_for("/readyz")]) as callers:
        back = callers.all_answer_since(began, 20)
    assert back is not None
    assert 0.5 < back < 5


def test_never_back(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/readyz").respond_with_data("", status=503)
    with Callers([httpserver.url_for("/readyz")]) as callers:
        assert callers.all_answer_since(time.monotonic(), 1) is None
