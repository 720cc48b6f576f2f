"""Where a file is fetched from: Meta's own addresses, fresh ones, and no others."""

import socket
from datetime import timedelta
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from appliance.context import Context
from appliance.database import utc_now
from tests.integration.appliance.media.conftest import GRAPH, PDF, Files, change, webhook_digest
from tests.integration.appliance.media.downloads import Announce, Fetch, code_of

pytestmark = pytest.mark.integration


def test_the_webhooks_own_address_spares_a_question(announce: Announce, files: Files, fetch: Fetch) -> None:
    files.offer(PDF)
    url = files.server.url_for(f"{GRAPH}/download/1001")
    assert fetch(announce("document", url=url, sha256=webhook_digest(PDF))).state == "stored"
    assert files.asked() == ["1001"]
    assert files.server.log[0][0].path.endswith("/download/1001")


@pytest.mark.parametrize("status", [401, 404, 500])
def test_an_expired_address_is_replaced_by_a_fresh_one(
    announce: Announce, files: Files, fetch: Fetch, status: int
) -> None:
    files.server.expect_request("/graph/old").respond_with_data("gone", status=status)
    files.offer(PDF)
    media = announce("document", url=files.server.url_for("/graph/old"), sha256=webhook_digest(PDF))
    assert fetch(media).state == "stored"


def test_an_old_webhooks_address_is_not_tried(
    context: Context, announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.offer(PDF)
    media = announce("document", url="https://lookaside.fbsbx.com/never-asked")
    change(context, media, created_at=utc_now() - timedelta(minutes=10))
    assert fetch(media).state == "stored"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/x",
        "http://169.254.169.254/latest/meta-data",
        "https://apps-1.apps.fbsbx.com/x",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_to_a_foreign_host_is_not_followed(
    announce: Announce, files: Files, fetch: Fetch, target: str
) -> None:
    files.describe(files.server.url_for("/graph/elsewhere"))
    files.server.expect_request("/graph/elsewhere").respond_with_data(
        status=302, headers={"Location": target}
    )
    refused = fetch(announce("document"))
    assert (refused.state, code_of(refused)) == ("refused", "foreign_address")


def test_a_redirect_to_another_port_of_this_machine_gets_neither_request_nor_token(
    announce: Announce, files: Files, fetch: Fetch
) -> None:
    with HTTPServer() as private:
        private.expect_request("/secret").respond_with_data("secret")
        files.describe(files.server.url_for("/graph/elsewhere"))
        headers = {"Location": private.url_for("/secret")}
        files.server.expect_request("/graph/elsewhere").respond_with_data(status=302, headers=headers)
        assert code_of(fetch(announce("document"))) == "foreign_address"
        assert private.log == []


def test_a_host_of_metas_at_a_private_address_is_not_asked(
    monkeypatch: pytest.MonkeyPatch, announce: Announce, files: Files, fetch: Fetch
) -> None:
    real = socket.getaddrinfo

    def resolve(host: str, *arguments: Any, **more: Any) -> Any:
        return real("127.0.0.1" if str(host).endswith("fbcdn.net") else host, *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    files.describe("https://scontent.fbcdn.net/x")
    assert code_of(fetch(announce("document"))) == "foreign_address"


def test_a_redirect_within_metas_hosts_is_followed_but_not_for_ever(
    announce: Announce, files: Files, fetch: Fetch
) -> None:
    files.describe(files.server.url_for("/graph/a"), PDF)
    files.server.expect_request("/graph/a").respond_with_data(status=302, headers={"Location": "b"})
    files.server.expect_request("/graph/b").respond_with_data(PDF)
    assert fetch(announce("document")).state == "stored"
    files.describe(files.server.url_for("/graph/loop"), PDF, "1002")
    files.server.expect_request("/graph/loop").respond_with_data(status=302, headers={"Location": "loop"})
    assert fetch(announce("document", "1002")).state == "pending"
