import socket
from typing import Any

import pytest

from appliance.media.addresses import ForeignAddress, check_address, follow, media_session

GRAPH = "https://graph.facebook.com"
SANDBOX = "http://sandbox:8090/graph"


@pytest.mark.parametrize(
    "url",
    [
        "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1&ext=2&hash=3",
        "https://scontent.xx.fbcdn.net/v/1",
        "https://mmg.whatsapp.net/v/1",
        "https://graph.facebook.com/v25.0/1",
        "https://LOOKASIDE.fbsbx.com:443/x",
    ],
)
def test_metas_hosts_are_fetched_from(url: str) -> None:
    check_address(url, GRAPH)


def test_the_configured_graph_is_fetched_from_whatever_it_is() -> None:
    check_address("http://sandbox:8090/graph/v25.0/download/1?e=2", SANDBOX)


@pytest.mark.parametrize(
    "url",
    [
        "http://lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com:8443/x",
        "https://lookaside.fbsbx.com@evil.example/x",
        "https://evil.example/lookaside.fbsbx.com",
        "https://evil.example?.fbcdn.net",
        "https://evil.example#.fbcdn.net",
        "https://evil.example\\.fbcdn.net/",
        "https://apps-123.apps.fbsbx.com/x",
        "https://evilfbcdn.net/x",
        "https://fbcdn.net.evil.example/x",
        "https://a b.fbcdn.net/x",
        "https://\u0430.fbcdn.net/x",
        "https://169.254.169.254/latest",
        "https://[::1]/x",
        "https://mysql:3306/",
        "http://sandbox:8091/graph",
        "https://sandbox:8090/graph",
        "ftp://scontent.fbcdn.net/x",
        "file:///etc/passwd",
        "//lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com:99999/x",
        "https://[lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com/" + "x" * 5000,
        "",
    ],
)
def test_nobody_elses_are(url: str) -> None:
    with pytest.raises(ForeignAddress):
        check_address(url, SANDBOX)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.201.0.9", "169.254.169.254", "192.168.1.1", "100.64.0.1", "0.0.0.1", "::1",
        "fd00::1", "fe80::1", "::ffff:10.0.0.1", "224.0.0.1",
    ],
)  # fmt: skip
def test_a_host_of_metas_that_leads_into_a_private_network_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    def resolve(*_arguments: Any, **_more: Any) -> list[Any]:
        public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("157.240.12.1", 443))
        return [public, (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(ForeignAddress, match="private"):
        media_session((1.0, 1.0), SANDBOX).get("https://lookaside.fbsbx.com/x", timeout=1)


def test_it_connects_to_the_address_that_was_looked_at_and_to_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []

    def resolve(host: str, port: int, *_arguments: Any, **_more: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("157.240.12.1", port))]

    def connect(address: tuple[str, int], *_arguments: Any, **_more: Any) -> socket.socket:
        raise ConnectionRefusedError(address[0])

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    with pytest.raises(OSError, match=r"157\.240\.12\.1"):
        media_session((1.0, 1.0), SANDBOX).get("https://lookaside.fbsbx.com/x", timeout=1)
    assert asked == ["lookaside.fbsbx.com"]


def test_a_redirect_that_is_no_address_leads_nowhere() -> None:
    assert follow("https://lookaside.fbsbx.com/a/b", "c?d") == "https://lookaside.fbsbx.com/a/c?d"
    with pytest.raises(ForeignAddress):
        follow("https://lookaside.fbsbx.com/a", "https://[lookaside.fbsbx.com/x")
