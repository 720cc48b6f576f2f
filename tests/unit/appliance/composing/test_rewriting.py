from typing import Any

import pytest

from appliance.composing.rewriting import rewrite
from appliance.conversations.models import Message
from appliance.errors import InvalidInput


def message(kind: str, **part: Any) -> Message:
    record = {"interactive": {"kind": "buttons"}} if kind == "interactive" else None
    return Message(message_type=kind, record=record, outgoing={"type": kind, kind: part})


def test_a_text() -> None:
    assert rewrite(Message(message_type="text"), "Novo").content == "Novo"


@pytest.mark.parametrize("kind", ["image", "video", "document"])
def test_a_caption(kind: str) -> None:
    before = message(kind, id={"guiche_media": 1}, caption="Velha")
    after = rewrite(before, "Nova")
    assert after.content == "Nova"
    assert after.outgoing == {"type": kind, kind: {"id": {"guiche_media": 1}, "caption": "Nova"}}
    assert before.outgoing is not None
    assert before.outgoing[kind]["caption"] == "Velha"


def test_a_caption_may_go() -> None:
    after = rewrite(message("document", id={"guiche_media": 1}, filename="a.pdf", caption="x"), " ")
    assert after.content == "a.pdf"
    assert after.outgoing == {
        "type": "document",
        "document": {"id": {"guiche_media": 1}, "filename": "a.pdf"},
    }


def test_the_words_above_buttons() -> None:
    after = rewrite(message("interactive", body={"text": "Velho"}, action={}), "Novo")
    assert after.content == "Novo"
    assert after.outgoing == {"type": "interactive", "interactive": {"body": {"text": "Novo"}, "action": {}}}


@pytest.mark.parametrize(("kind", "limit"), [("text", 4096), ("image", 1024), ("interactive", 1024)])
def test_limits_hold_as_for_a_new_message(kind: str, limit: int) -> None:
    assert rewrite(message(kind), "x" * limit)
    with pytest.raises(InvalidInput) as refusal:
        rewrite(message(kind), "x" * (limit + 1))
    assert refusal.value.code == "too_long"


@pytest.mark.parametrize("kind", ["template", "location", "contacts", "audio", "sticker"])
def test_other_kinds_stay_as_they_are(kind: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        rewrite(message(kind), "x")
    assert refusal.value.code == "not_possible"


def test_half_a_character_is_refused() -> None:
    with pytest.raises(InvalidInput, match="quebrado"):
        rewrite(Message(message_type="text"), "\ud83c")
