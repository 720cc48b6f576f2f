"""The edge with TLS: certificates for known hosts and nobody else, no way around the name one asked for."""

from collections.abc import Iterator

import pytest

from tests.integration.images.tls_edge import TlsEdge, tls_edge

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def edge() -> Iterator[TlsEdge]:
    with tls_edge() as edge:
        yield edge


@pytest.fixture(scope="module")
def acme(edge: TlsEdge) -> str:
    """A host with a web behind it; the web's name."""
    edge.allow("acme.example.com")
    edge.allow(".certificates/acme.example.com")
    return edge.start_web("acme.example.com")


def test_a_known_host_has_a_certificate_of_its_own_and_reaches_its_web(edge: TlsEdge, acme: str) -> None:
    answer = edge.get("acme.example.com")
    assert " 200 OK" in answer.splitlines()[0]
    assert acme in answer
    assert "Strict-Transport-Security: max-age=31536000" in answer
    assert '"X-Forwarded-Proto": "https"' in answer
    with edge.connect("acme.example.com") as connection:
        certificate = connection.getpeercert(binary_form=True)
    assert certificate is not None
    assert b"acme.example.com" in certificate


@pytest.mark.parametrize("host", ["nobody.example.com", "sub.acme.example.com", "closed", "localhost"])
def test_no_certificate_is_made_for_what_nobody_knows(edge: TlsEdge, acme: str, host: str) -> None:
    with pytest.raises(OSError), edge.connect(host):
        pass


def test_none_is_made_for_a_known_host_before_its_name_leads_here(edge: TlsEdge) -> None:
    edge.allow("early.example.com")
    with pytest.raises(OSError), edge.connect("early.example.com"):
        pass


def test_an_edge_that_is_made_anew_has_the_certificates_of_the_one_before(edge: TlsEdge, acme: str) -> None:
    def certificate() -> bytes | None:
        with edge.connect("acme.example.com") as connection:
            return connection.getpeercert(binary_form=True)

    before = certificate()
    edge.make()
    assert certificate() == before


def test_a_closed_tenant_and_the_panel_keep_theirs(edge: TlsEdge, acme: str) -> None:
    edge.allow(".closed/shut.example.com")
    edge.allow(".certificates/shut.example.com")
    assert " 503 " in edge.get("shut.example.com").splitlines()[0]
    with edge.connect("panel.localhost") as connection:
        assert connection.getpeercert(binary_form=True)


def test_plain_http_leads_known_hosts_to_https_and_nobody_else_anywhere(edge: TlsEdge, acme: str) -> None:
    assert edge.plain("acme.example.com", "/inbox?x=1") == (308, "https://acme.example.com/inbox?x=1")
    assert edge.plain("acme.example.com:80", "/") == (308, "https://acme.example.com/")
    assert edge.plain("nobody.example.com") == (404, None)
    assert edge.plain("evil.example.com/..@acme.example.com")[0] in {400, 404}


def test_a_request_for_one_host_inside_a_connection_to_another_is_refused(edge: TlsEdge, acme: str) -> None:
    edge.allow("other.example.com")
    edge.allow(".certificates/other.example.com")
    edge.start_web("other.example.com")
    answer = edge.ask(
        "acme.example.com", "GET / HTTP/1.1\r\nHost: other.example.com\r\nConnection: close\r\n\r\n"
    )
    assert " 421 " in answer.splitlines()[0]


@pytest.mark.parametrize(
    "request_line",
    [
        "GET http://169.254.169.254/latest/meta-data HTTP/1.1\r\nHost: 169.254.169.254",
        "GET http://acme.example.com.guiche:8000/metrics HTTP/1.1\r\nHost: acme.example.com.guiche",
        "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443",
        "GET / HTTP/1.1\r\nHost: mysql",
        "GET / HTTP/1.1\r\nHost: acme.example.com\r\nHost: mysql",
        "GET / HTTP/1.1\r\nHost: 127.0.0.1:8081",
    ],
)
def test_it_is_nobodys_proxy(edge: TlsEdge, acme: str, request_line: str) -> None:
    answer = edge.ask("acme.example.com", f"{request_line}\r\nConnection: close\r\n\r\n")
    status = int(answer.split(" ", 2)[1])
    assert status in {400, 403, 404, 405, 421}, answer[:300]
    assert acme not in answer
