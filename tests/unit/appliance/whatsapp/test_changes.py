from datetime import UTC, datetime
from typing import Any

import pytest

from appliance.whatsapp.changes import CUSTOMER, parse_change


def change(kind: str, part: Any) -> Any:
    return parse_change({"id": "wamid.C", "timestamp": "1790000000", "type": kind, kind: part}, CUSTOMER)


def test_a_reaction_names_its_message_and_its_moment() -> None:
    found = change("reaction", {"message_id": "wamid.1", "emoji": "👍"})
    assert (found.target, found.emoji, found.by) == ("wamid.1", "👍", "customer")
    assert found.sent_at == datetime(2026, 9, 21, 14, 13, 20, tzinfo=UTC)


@pytest.mark.parametrize("part", [{"message_id": "wamid.1"}, {"message_id": "wamid.1", "emoji": ""}])
def test_a_reaction_without_an_emoji_takes_it_away(part: dict[str, str]) -> None:
    assert change("reaction", part).emoji is None


def test_an_edit_carries_the_new_text_or_caption() -> None:
    text = {"type": "text", "text": {"body": "novo"}}
    image = {"type": "image", "image": {"id": "1", "caption": "legenda"}}
    edits = [
        change("edit", {"original_message_id": "wamid.1", "message": message}) for message in (text, image)
    ]
    assert [edit.content for edit in edits] == ["novo", "legenda"]
    assert change("edit", {"original_message_id": "wamid.1"}).content is None


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("text", {"body": "Oi"}),
        ("reaction", {}),
        ("reaction", None),
        ("edit", {"message": {}}),
        ("revoke", {"original_message_id": 7}),
    ],
)
def test_what_names_no_message_is_no_change(kind: str, part: Any) -> None:
    assert change(kind, part) is None
