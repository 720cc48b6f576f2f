import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from control_plane.adapters.tenant_http import TenantHttp
from control_plane.errors import RetryLater


def test_the_edge_is_asked_under_the_tenants_name(httpserver: HTTPServer) -> None:
    def answer(request: Request) -> Response:
        return Response(f"{request.host} {request.query_string.decode()}")

    httpserver.expect_request("/x").respond_with_handler(answer)
    http = TenantHttp(f"127.0.0.1:{httpserver.port}")
    response = http.request("GET", "acme.localhost:8080", "/x", query={"a": "b"})
    assert response.text == "acme.localhost:8080 a=b"


def test_redirects_are_answers(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/x").respond_with_data("", status=302, headers={"Location": "/y"})
    assert TenantHttp(f"127.0.0.1:{httpserver.port}").request("GET", "a.b", "/x").status_code == 302


def test_no_cookie_of_one_call_reaches_the_next(httpserver: HTTPServer) -> None:
    def answer(request: Request) -> Response:
        response = Response(request.headers.get("Cookie", "none"))
        response.set_cookie("session", "1")
        return response

    httpserver.expect_request("/x").respond_with_handler(answer)
    http = TenantHttp(f"127.0.0.1:{httpserver.port}")
    http.request("GET", "a.b", "/x")
    assert http.request("GET", "a.b", "/x").text == "none"


def test_a_silent_edge_is_asked_later() -> None:
    with pytest.raises(RetryLater, match="does not answer"):
        TenantHttp("127.0.0.1:1").request("GET", "a.b", "/")
