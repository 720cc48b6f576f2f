import json
from pathlib import Path
from typing import Any

import pytest

from bench.payload_files import PHONE_NUMBER_ID, as_envelope, numbers_of, read_folder

MESSAGE = {"from": "5511987650001", "id": "wamid.1", "timestamp": "1790000000", "type": "text"}
VALUE = {"metadata": {"phone_number_id": "77"}, "messages": [MESSAGE]}
CHANGE = {"field": "messages", "value": VALUE}
ENTRY = {"id": "66", "changes": [CHANGE]}
WHOLE = {"object": "whatsapp_business_account", "entry": [ENTRY]}


def change_of(part: Any) -> tuple[str, Any]:
    [entry] = as_envelope(part)["entry"]
    [change] = entry["changes"]
    return change["field"], change["value"]


@pytest.mark.parametrize("part", [WHOLE, {"entry": [ENTRY]}, ENTRY, CHANGE, VALUE, MESSAGE])
def test_whatever_part_of_a_body_it_is_it_becomes_a_whole_one(part: dict[str, Any]) -> None:
    field, value = change_of(part)
    assert (field, value["messages"]) == ("messages", [MESSAGE])
    assert value["metadata"]["phone_number_id"] in {"77", PHONE_NUMBER_ID}


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"id": "wamid.1", "status": "read", "timestamp": "1", "recipient_id": "55"}, "messages"),
        ({**MESSAGE, "to": "5521"}, "smb_message_echoes"),
        ({"id": "wacid.1", "event": "connect", "direction": "USER_INITIATED", "timestamp": "1"}, "calls"),
        ({"event": "APPROVED", "message_template_id": 1}, "message_template_status_update"),
        ({"new_quality_score": "RED", "message_template_id": 1}, "message_template_quality_update"),
        ({"event": "DISABLED_UPDATE", "ban_info": {}}, "account_update"),
        ({"decision": "APPROVED"}, "account_review_update"),
        ({"history": []}, "history"),
    ],
)
def test_what_stands_alone_is_known_by_its_keys(part: dict[str, Any], field: str) -> None:
    assert change_of(part)[0] == field


@pytest.mark.parametrize(
    "part",
    [
        {"messaging_product": "whatsapp", "to": "5511", "type": "text", "text": {"body": "Oi"}},
        {"name": "pedido", "language": "pt_BR", "category": "UTILITY", "components": []},
        {"object": "page", "entry": []},
        {"messages": [MESSAGE], "to": "5511"},
        [],
        "x",
        None,
    ],
)
def test_requests_are_no_webhooks(part: Any) -> None:
    assert as_envelope(part) is None


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "a.json").write_text(json.dumps(WHOLE) + "\n{")
    (tmp_path / "b.json").write_text(json.dumps({"first": WHOLE, "second": VALUE, "third": 3}))
    (tmp_path / "c.json").write_text("no json")
    (tmp_path / "d.json").write_text(json.dumps([MESSAGE]))
    (tmp_path / "inner/e.json").write_text(json.dumps({"to": "5511", "type": "text"}))
    found = {payload.name: payload.problem for payload in read_folder(tmp_path)}
    assert found.pop("c.json", "").startswith("not JSON")  # type: ignore[union-attr]
    assert found == {
        "a.json": None,
        "b.json:first": None,
        "b.json:second": None,
        "b.json:third": "not a webhook",
        "d.json:0": None,
        "inner/e.json": "not a webhook",
    }


@pytest.mark.parametrize(
    ("document", "numbers"),
    [
        (WHOLE, ("77", "66")),
        ({"entry": [{"id": "66", "changes": [{"field": "security", "value": {}}]}]}, (PHONE_NUMBER_ID, "66")),
        ({"entry": None}, (PHONE_NUMBER_ID, "100200300400500")),
        ({"entry": [None, {"changes": [None, {"value": 3}]}]}, (PHONE_NUMBER_ID, "100200300400500")),
    ],
)
def test_whose_number_and_account_it_is(document: Any, numbers: tuple[str, str]) -> None:
    assert numbers_of(document) == numbers
