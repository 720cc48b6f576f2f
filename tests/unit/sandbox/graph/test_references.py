import io
from typing import Any

import pytest

from tests.unit.sandbox.doubles import Json, Sandbox, error_of

DAY = 24 * 60 * 60


def upload(sandbox: Sandbox, mime_type: str = "image/png", number: str = "") -> str:
    form = {"messaging_product": "whatsapp", "file": (io.BytesIO(b"x"), "a", mime_type)}
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    path = f"/graph/v25.0/{number or sandbox.number}/media"
    return str(sandbox.client.post(path, data=form, headers=headers).get_json()["id"])


def cta(media_id: str) -> Json:
    return {
        "type": "interactive",
        "interactive": {
            "type": "cta_url",
            "header": {"type": "image", "image": {"id": media_id}},
            "body": {"text": "Veja"},
            "action": {"name": "cta_url", "parameters": {"display_text": "Abrir", "url": "https://a.com"}},
        },
    }


def test_uploaded_media_can_be_sent(sandbox: Sandbox) -> None:
    sandbox.write()
    assert sandbox.send({"type": "image", "image": {"id": upload(sandbox)}}).status_code == 200
    assert sandbox.send(cta(upload(sandbox))).status_code == 200


def test_media_belongs_to_its_number_and_ends_after_thirty_days(sandbox: Sandbox) -> None:
    sandbox.register(phone_number_id="777")
    other = upload(sandbox, number="777")
    for content in ({"type": "image", "image": {"id": other}}, cta(other), cta("1")):
        assert error_of(sandbox.send(content)) == (400, 100)
    own = upload(sandbox)
    sandbox.timeline.run(30 * DAY)
    assert error_of(sandbox.send({"type": "image", "image": {"id": own}})) == (400, 100)


@pytest.mark.parametrize(
    ("mime_type", "content"),
    [
        ("image/png", {"type": "video", "video": {}}),
        ("image/png", {"type": "sticker", "sticker": {}}),
        ("audio/mpeg", {"type": "audio", "audio": {"voice": True}}),
        ("application/pdf", {"type": "image", "image": {}}),
    ],
)
def test_media_of_another_kind(sandbox: Sandbox, mime_type: str, content: dict[str, Any]) -> None:
    kind = content["type"]
    content = content | {kind: content[kind] | {"id": upload(sandbox, mime_type)}}
    assert error_of(sandbox.send(content)) == (400, 131053)


def test_any_file_can_be_a_document(sandbox: Sandbox) -> None:
    assert sandbox.send({"type": "document", "document": {"id": upload(sandbox)}}).status_code == 200


def test_a_reaction_needs_a_message_of_the_chat_of_the_last_thirty_days(sandbox: Sandbox) -> None:
    mine = sandbox.write()["wamid"]
    other = sandbox.write(wa_id="5521996540303")["wamid"]

    def react(wamid: str) -> int:
        return sandbox.send(
            {"type": "reaction", "reaction": {"message_id": wamid, "emoji": "👍"}}
        ).status_code

    assert [react(mine), react(other), react("wamid.no")] == [200, 400, 400]
    sandbox.timeline.run(31 * DAY)
    assert react(mine) == 400
