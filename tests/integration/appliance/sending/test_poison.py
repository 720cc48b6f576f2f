"""What one message or one answer breaks, only that one loses."""

import json
from typing import Any

import pytest
from werkzeug import Response

from appliance.conversations.models import Message
from appliance.whatsapp import claiming
from appliance.whatsapp.bodies import body_of
from tests.integration.appliance.sending.conftest import Post

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("together", [False, True])
def test_a_message_of_which_no_body_can_be_made_fails_alone(
    post: Post, monkeypatch: pytest.MonkeyPatch, together: bool
) -> None:
    def break_one(message: Message, *more: Any) -> dict[str, Any]:
        if message.content == "broken":
            raise LookupError("no such file")
        return body_of(message, *more)

    monkeypatch.setattr(claiming, "body_of", break_one)
    broken = post.queue(post.customer(), "broken")
    others = [post.queue(post.customer()) for _ in range(3 if together else 0)]
    behind = post.queue(post.row(broken).conversation_id, "behind")
    post.send()
    assert (post.row(broken).status, post.error(broken)["reason"]) == ("failed", "invalid")
    assert [post.row(one).status for one in (*others, behind)] == ["accepted"] * (len(others) + 1)


@pytest.mark.parametrize("conversations", [1, 3])
def test_an_answer_that_cannot_be_stored_is_lost_alone(post: Post, conversations: int) -> None:
    first = post.queue(post.customer(), status="accepted", whatsapp_message_id="wamid.twice")
    ids = [post.queue(post.customer(), f"{number}") for number in range(conversations)]
    twice = Response(json.dumps({"messages": [{"id": "wamid.twice"}]}))
    post.answer = lambda body: twice if body["text"]["body"] == "0" else post.accept()
    post.send()
    lost = post.row(ids[0])
    assert (lost.status, lost.claimed_at is not None) == ("queued", True)  # until its claim runs out
    assert [post.row(one).status for one in ids[1:]] == ["accepted"] * (conversations - 1)
    assert post.row(first).status == "accepted"
    post.send()
    assert len(post.bodies) == conversations
