"""Every webhook there is a payload of is stored and shown, and one that is lost would be told."""

from pathlib import Path

import pytest

from appliance.context import Context
from bench import conformance
from bench.conformance import Row, examine
from bench.payload_files import Payload, as_envelope, read_folder

pytestmark = pytest.mark.integration

WEBHOOKS = Path(__file__).parents[2] / "payloads/webhooks"
LEFT_ASIDE = {"message-group.json", "status-deleted.json"}
"""Group messages and old statuses: noted on their delivery, and shown nowhere else."""


def rows_of(context: Context, payload: Payload) -> list[Row]:
    return list(examine(context, payload))


@pytest.mark.parametrize("payload", list(read_folder(WEBHOOKS)), ids=lambda payload: payload.name)
def test_each_is_stored_and_shown(context: Context, payload: Payload) -> None:
    rows = rows_of(context, payload)
    assert rows
    assert not [row for row in rows if row.is_dropped]
    is_told_to_admins = any(row.stored.startswith("delivery") for row in rows)
    assert is_told_to_admins == (payload.name in LEFT_ASIDE)


def test_one_message_alone_is_enough(context: Context) -> None:
    raw = {"from": "5511987650001", "id": "wamid.1", "timestamp": "1790000000", "type": "text"}
    [row] = rows_of(context, Payload("alone", as_envelope({**raw, "text": {"body": "Oi"}})))
    assert (row.kind, row.stored, row.rendered) == ("text", "messages", "cliente: Oi")


def test_a_request_is_said_to_be_none(context: Context) -> None:
    [row] = rows_of(context, Payload("request", None, "not a webhook"))
    assert (row.rendered, row.is_dropped) == ("not a webhook", False)


def test_what_is_lost_is_told(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appliance.whatsapp.items._TAKERS", {"message": lambda *_: None})
    raw = {"from": "5511987650001", "id": "wamid.1", "timestamp": "1790000000", "type": "text"}
    [row] = rows_of(context, Payload("lost", as_envelope(raw)))
    assert (row.stored, row.is_dropped) == ("NOWHERE", True)


def test_what_was_not_taken_is_told(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conformance, "_post", lambda *_: 503)
    raw = {"from": "5511987650001", "id": "wamid.1", "timestamp": "1790000000", "type": "text"}
    [row] = rows_of(context, Payload("refused", as_envelope(raw)))
    assert (row.stored, row.is_dropped) == ("answered 503", True)


def test_a_message_that_could_only_be_put_aside_counts_as_lost(context: Context) -> None:
    raw = {"id": "wamid.1", "timestamp": "1790000000", "type": "text", "text": {"body": "de ninguém"}}
    [row] = rows_of(context, Payload("nobody", as_envelope(raw)))
    assert row.is_dropped
    assert "message without sender" in row.rendered
