"""What Meta may send, and what others may not."""

import hashlib
import hmac
import json
from uuid import uuid4

import pytest
import requests

from foundation.http import http_session
from tests.e2e.platform import Platform, eventually

pytestmark = pytest.mark.e2e


def deliver(platform: Platform, body: bytes, secret: str | None = None) -> requests.Response:
    key = secret or platform.demo["tenant"]["app_secret"]
    signature = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    headers = {"X-Hub-Signature-256": f"sha256={signature}", "Content-Type": "application/json"}
    with http_session() as session:
        return session.post(f"{platform.tenant_url}/webhooks/whatsapp", data=body, headers=headers)


def deliveries(platform: Platform, state: str) -> list[dict[str, object]]:
    answer = platform.sign_in(as_admin=True).call("GET", "/webhook-deliveries", params={"state": state})
    found: list[dict[str, object]] = answer.json()["data"]
    return found


def test_the_handshake_gives_the_challenge_back(platform: Platform) -> None:
    query = {
        "hub.mode": "subscribe",
        "hub.verify_token": platform.demo["tenant"]["verify_token"],
        "hub.challenge": "1158201444",
    }
    url = f"{platform.tenant_url}/webhooks/whatsapp"
    with http_session() as session:
        assert session.get(url, params=query).text == "1158201444"
        assert session.get(url, params=query | {"hub.verify_token": "x"}).status_code == 403


def test_a_wrong_signature_is_refused_and_not_stored(platform: Platform) -> None:
    body = json.dumps({"object": "whatsapp_business_account", "entry": [], "x": str(uuid4())}).encode()
    assert deliver(platform, body, secret="not the secret").status_code == 401
    marker = json.loads(body)["x"]
    for state in ("done", "malformed", "dead", "pending"):
        assert marker not in json.dumps(deliveries(platform, state))


def test_a_malformed_authentic_body_is_kept_for_an_admin_to_see(platform: Platform) -> None:
    marker = f"not json {uuid4()}"
    assert deliver(platform, marker.encode()).status_code == 200
    eventually(lambda: marker in json.dumps(deliveries(platform, "malformed")), "the malformed delivery")


def test_twenty_first_messages_at_once_make_one_conversation(platform: Platform) -> None:
    customer = f"5511944{uuid4().int % 10**6:06}"
    messages = [
        {"from": customer, "id": f"wamid.{uuid4()}", "timestamp": str(1790000000 + turn), "type": "text",
         "text": {"body": f"mensagem {turn}"}}
        for turn in range(20)
    ]  # fmt: skip
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "551140028922", "phone_number_id": platform.number},
        "contacts": [{"profile": {"name": "Rajada"}, "wa_id": customer}],
    }
    entry = [
        {"id": platform.demo["tenant"]["waba_id"],
         "changes": [{"field": "messages", "value": value | {"messages": [message]}}]}
        for message in messages
    ]  # fmt: skip
    body = json.dumps({"object": "whatsapp_business_account", "entry": entry}).encode()
    assert deliver(platform, body).status_code == 200
    assert deliver(platform, body).status_code == 200
    desk = platform.sign_in()

    def stored() -> list[str]:
        found = desk.conversation(customer)
        texts = [each["content"] for each in desk.messages(found["id"])] if found else []
        inbound = [text for text in texts if text and text.startswith("mensagem")]
        return inbound if len(inbound) == 20 else []

    assert eventually(stored, "twenty messages") == [f"mensagem {turn}" for turn in range(20)]
    query = {"q": customer[-8:]}
    assert len(desk.call("GET", "/conversations", params=query).json()["data"]) == 1
