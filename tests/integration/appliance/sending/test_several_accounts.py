"""Two people merged by hand have a WhatsApp each: an answer goes to the chat of what it quotes."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.contacts.merges import merge_contacts, undo_merge
from appliance.contacts.models import Contact
from appliance.context import Context
from appliance.conversations.models import Conversation
from tests.integration.appliance.sending.conftest import Post

pytestmark = pytest.mark.integration

Heard = Callable[[int], int]


@pytest.fixture
def heard(post: Post) -> Heard:
    """The customer of that conversation wrote; the message's id."""

    def write(conversation_id: int) -> int:
        with post.context.sessions() as session:
            contact = session.get_one(Contact, session.get_one(Conversation, conversation_id).contact_id)
        return post.queue(
            conversation_id,
            "Oi",
            sender_type="customer",
            status="received",
            whatsapp_message_id=f"wamid.in{contact.id}",
            payload={"from": contact.wa_id},
        )

    return write


def addresses(post: Post) -> list[Any]:
    return [body["to"] for body in post.bodies]


@pytest.fixture
def merged(context: Context, post: Post, heard: Heard, clara: User) -> tuple[int, int, int]:
    """The live conversation, what the kept one and what the other wrote."""
    first, second = post.customer(), post.customer()
    quoted = heard(first), heard(second)
    with context.sessions() as session:
        kept, other = session.scalars(select(Conversation.contact_id).order_by(Conversation.id)).all()
    merge_contacts(context, kept, other, clara)
    with context.sessions() as session:
        live = session.scalars(select(Conversation.id).where(Conversation.open_contact_id == kept)).one()
    return live, *quoted


def test_each_answer_goes_to_the_chat_of_what_it_quotes(post: Post, merged: tuple[int, int, int]) -> None:
    live, theirs, others = merged
    for quoted in (theirs, others, None):
        post.queue(live, reply_to_id=quoted)
    reaction = {"type": "reaction", "reaction": {"message_id": "wamid.in", "emoji": "👍"}}
    post.queue(live, "👍", message_type="reaction", outgoing=reaction, reply_to_id=theirs)
    post.send()
    kept, other = "+5511987600000", "+5511987600001"
    assert addresses(post)[:2] == [kept, other]
    assert addresses(post)[3] == kept


def test_taken_apart_everybody_is_written_to_where_they_are(
    context: Context, post: Post, heard: Heard, clara: User
) -> None:
    first, second = post.customer(), post.customer()
    theirs = heard(first)
    heard(second)
    with context.sessions() as session:
        kept, other = session.scalars(select(Conversation.contact_id).order_by(Conversation.id)).all()
        own = session.get_one(Contact, kept).wa_id
    undo_merge(context, merge_contacts(context, kept, other, clara)["merge"]["id"], clara)
    post.queue(first, reply_to_id=theirs)
    post.send()
    assert addresses(post) == [f"+{own}"]
