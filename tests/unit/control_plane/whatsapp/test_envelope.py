import json

from appliance.whatsapp.webhook_views import is_signed as taken_by_the_tenant
from control_plane.whatsapp.envelope import (
    account_of,
    body_of,
    entries_of,
    fields_of,
    is_signed,
    share_of,
    signature,
    written,
)

TEMPLATE = {"field": "message_template_status_update", "value": {"event": "APPROVED"}}


def message(number, text="Olá 🙂"):
    value = {"metadata": {"phone_number_id": number}, "messages": [{"text": {"body": text}}]}
    return {"field": "messages", "value": value}


def test_a_body_is_taken_apart_by_account():
    body = json.dumps({"object": "x", "entry": [{"id": "1", "changes": [TEMPLATE]}, {"id": "2"}]}).encode()
    assert [account_of(entry) for entry in entries_of(body)] == ["1", "2"]
    assert fields_of(entries_of(body)[0]) == "message_template_status_update"


def test_what_is_not_as_meta_writes_it_is_kept_whole_and_is_nobodys():
    for odd in (b"\xff not json", b"[1]", b'{"entry": 5}', b'{"entry": [5]}', b"[" * 100_000):
        (entry,) = entries_of(odd)
        assert account_of(entry) == ""
        assert "raw" in entry


def test_nobody_gets_the_messages_of_another_number_in_the_same_account():
    entry = {"id": "1", "time": 5, "changes": [message("7"), message("8"), TEMPLATE]}
    share = share_of(entry, ["7"], with_account=True)
    assert share == {"id": "1", "time": 5, "changes": [message("7"), TEMPLATE]}
    assert share_of(entry, ["9"], with_account=False) is None


def test_what_is_sent_on_is_what_a_tenant_takes():
    entry = {"id": "1", "changes": [message("7")]}
    body = body_of(written(entry))
    assert json.loads(body) == {"object": "whatsapp_business_account", "entry": [entry]}
    assert body.isascii()
    assert taken_by_the_tenant(body, signature(body, "its secret"), "its secret")


def test_a_signature_is_of_these_bytes_by_this_secret():
    assert is_signed(b"body", signature(b"body", "a"), "a")
    assert not is_signed(b"body ", signature(b"body", "a"), "a")
    assert not is_signed(b"body", signature(b"body", "b"), "a")
    assert not is_signed(b"body", "", "a")
    assert not is_signed(b"body", "sha256=é", "a")
