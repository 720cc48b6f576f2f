from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest
import requests
from pytest_httpserver import HTTPServer

from tests.integration.sandbox.process import CUSTOMER, NUMBER, SandboxProcess, running_sandbox, wait_until
from tests.integration.sandbox.tenant import CALLBACK, Tenant

pytestmark = pytest.mark.integration


def statuses(sandbox: SandboxProcess) -> list[int]:
    """Of the attempts to deliver, newest first. One is noted a moment after the tenant has answered."""
    log = sandbox.call("GET", "/sandbox/deliveries").json()["data"]
    return [attempt["status"] for attempt in log]


def test_a_callback_on_localhost_is_reached_under_its_own_name(
    sandbox: SandboxProcess, tenant: Tenant
) -> None:
    assert tenant.hosts == ["acme.localhost"]


def test_a_callback_that_does_not_know_the_token_is_not_kept(
    unconnected: SandboxProcess, tenant: Tenant
) -> None:
    answer = unconnected.connect(CALLBACK.replace("whatsapp", "nothing"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 2200)
    assert unconnected.call("GET", "/sandbox/numbers").json()["data"][0]["callback"] is None


def test_a_message_arrives_with_a_signature_over_its_bytes(sandbox: SandboxProcess, tenant: Tenant) -> None:
    sandbox.write("Olá 😀")
    wait_until(lambda: tenant.texts() == ["Olá 😀"])
    assert tenant.forged == 0


def test_a_busy_tenant_gets_it_again(sandbox: SandboxProcess, tenant: Tenant) -> None:
    tenant.refusals = 2
    sandbox.write("insista")
    wait_until(lambda: tenant.texts() == ["insista"])
    wait_until(lambda: statuses(sandbox) == [200, 503, 503])


def test_one_slow_delivery_holds_up_no_other(sandbox: SandboxProcess, tenant: Tenant) -> None:
    tenant.held = Event()
    sandbox.write("espere")
    sandbox.write("passe")
    wait_until(lambda: tenant.texts() == ["passe"])
    tenant.held.set()
    wait_until(lambda: tenant.texts() == ["passe", "espere"])


def test_hundred_messages_at_once_all_arrive_once(sandbox: SandboxProcess, tenant: Tenant) -> None:
    words = [f"mensagem {n}" for n in range(100)]
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(sandbox.write, words))
    wait_until(lambda: len(tenant.texts()) == 100)
    assert sorted(tenant.texts()) == sorted(words)


def test_a_reply_is_sent_delivered_and_read(sandbox: SandboxProcess, tenant: Tenant) -> None:
    sandbox.write("Oi")
    wamid = sandbox.send("Olá!")
    wait_until(lambda: tenant.statuses(wamid) == ["sent", "delivered"])
    sandbox.call("POST", "/sandbox/read", {"phone_number_id": NUMBER, "wa_id": CUSTOMER})
    wait_until(lambda: tenant.statuses(wamid) == ["sent", "delivered", "read"])


def test_statuses_may_arrive_before_the_send_call_returns(sandbox: SandboxProcess, tenant: Tenant) -> None:
    sandbox.write("Oi")
    sandbox.call("PUT", "/sandbox/faults", {"graph": {"statuses_first": 1}})
    wamid = sandbox.send("Olá!")
    assert tenant.statuses(wamid) == ["sent", "delivered"]


def test_a_message_may_be_taken_without_an_answer(sandbox: SandboxProcess, tenant: Tenant) -> None:
    sandbox.write("Oi")
    sandbox.call("PUT", "/sandbox/faults", {"graph": {"timeout_after_accept": 1}})
    body = {"messaging_product": "whatsapp", "to": f"+{CUSTOMER}", "text": {"body": "Olá!"}}
    with pytest.raises(requests.ReadTimeout):
        sandbox.http.post(
            f"{sandbox.url}/graph/v25.0/{NUMBER}/messages",
            json=body,
            headers={"Authorization": "Bearer EAAtoken"},
            timeout=1,
        )
    (message,) = [message for message in sandbox.chat() if message["direction"] == "outbound"]
    wait_until(lambda: tenant.statuses(message["wamid"]) == ["sent", "delivered"])


def test_what_was_registered_is_there_after_a_restart(
    server: HTTPServer, tenant: Tenant, tmp_path: Path
) -> None:
    with running_sandbox(tmp_path, server.port) as first:
        first.register()
        first.connect(CALLBACK).raise_for_status()
    with running_sandbox(tmp_path, server.port) as second:
        second.write("de volta")
        wait_until(lambda: tenant.texts() == ["de volta"])


def test_a_live_page_hears_of_messages_and_their_statuses(sandbox: SandboxProcess, tenant: Tenant) -> None:
    events = sandbox.events()
    assert next(events) == ("hello", {})
    wamid = sandbox.write("Oi")
    heard = [next(event for event in events if event[0] in ("message", "status")) for _ in range(2)]
    events.close()
    assert [(name, data["wamid"], data["status"]) for name, data in heard] == [
        ("message", wamid, "sent"),
        ("status", wamid, "delivered"),
    ]
