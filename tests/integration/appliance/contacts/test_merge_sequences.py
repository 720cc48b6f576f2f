"""Whatever people and customers do in whatever order: every message once, every identifier one contact's."""

import random
from collections import Counter
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from appliance.accounts.models import User
from appliance.contacts.merges import merge_contacts, undo_merge
from appliance.contacts.models import Contact, ContactAlias, ContactMerge
from appliance.context import Context
from appliance.conversations import ownership
from appliance.conversations.models import Conversation, Message
from appliance.errors import Conflict

pytestmark = pytest.mark.integration

Says = Callable[..., int]

PEOPLE, STEPS = 4, 40


def write(says: Says, chance: random.Random) -> None:
    number = chance.randrange(PEOPLE)
    with_nine = f"55319876500{number:02d}"
    wa_id = chance.choice([with_nine, with_nine[:4] + with_nine[5:], None])
    says(wa_id, f"BR.{number}" if wa_id is None else chance.choice([None, f"BR.{number}"]))


def merge(context: Context, clara: User, chance: random.Random) -> None:
    with context.sessions() as session:
        ids = list(session.scalars(select(Contact.id)))
    if len(ids) > 1:
        merge_contacts(context, *chance.sample(ids, 2), clara)


def undo(context: Context, clara: User, chance: random.Random) -> None:
    with context.sessions() as session:
        ids = list(session.scalars(select(ContactMerge.id)))
    if ids:
        undo_merge(context, chance.choice(ids), clara)


def close(context: Context, chance: random.Random) -> None:
    with context.sessions.begin() as session:
        live = session.scalars(select(Conversation).where(Conversation.open_contact_id.is_not(None))).all()
        if live:
            ownership.close(session, chance.choice(live))


def take(context: Context, clara: User, chance: random.Random) -> None:
    with context.sessions.begin() as session:
        live = session.scalars(select(Conversation).where(Conversation.open_contact_id.is_not(None))).all()
        if live:
            ownership.take_over(session, chance.choice(live), clara)


def holds(context: Context, written: int) -> None:
    with context.sessions() as session:
        messages = session.scalars(select(Message).where(Message.sender_type == "customer")).all()
        conversations = session.scalars(select(Conversation)).all()
        contacts = {row.id: row for row in session.scalars(select(Contact))}
        aliases = session.scalars(select(ContactAlias)).all()
        standing = session.scalar(
            select(func.count()).select_from(ContactMerge).where(ContactMerge.undone_at.is_(None))
        )
    assert sorted(row.content or "" for row in messages) == sorted(
        f"message {number + 1}" for number in range(written)
    )
    assert max(Counter((row.kind, row.value) for row in aliases).values(), default=1) == 1
    merged = {contact_id for contact_id, row in contacts.items() if row.merged_into_id is not None}
    assert len(merged) == standing
    assert not merged & {row.contact_id for row in aliases}
    assert not merged & {row.contact_id for row in conversations}
    for row in conversations:
        assert (row.status in ownership.LIVE) == (row.open_contact_id is not None)
        assert row.open_contact_id in {None, row.contact_id}
        assert row.unread_count >= 0
        held = [one for one in messages if one.conversation_id == row.id]
        if held and row.status in ownership.LIVE:
            newest = max(held, key=lambda one: (one.sent_at, one.id))
            assert (row.last_message_id, row.last_message_at) == (newest.id, newest.sent_at)


def undo_all(context: Context, clara: User) -> None:
    with context.sessions() as session:
        standing = list(
            session.scalars(
                select(ContactMerge.id)
                .where(ContactMerge.undone_at.is_(None))
                .order_by(ContactMerge.id.desc())
            )
        )
    for merge_id in standing:
        undo_merge(context, merge_id, clara)


@pytest.mark.parametrize("seed", range(12))
def test_nothing_is_lost_or_doubled(context: Context, says: Says, clara: User, seed: int) -> None:
    chance = random.Random(seed)
    written = 0
    for _ in range(STEPS):
        step = chance.choice(["write", "write", "write", "merge", "merge", "undo", "undo", "close", "take"])
        try:
            if step == "write":
                write(says, chance)
                written += 1
            elif step == "merge":
                merge(context, clara, chance)
            elif step == "undo":
                undo(context, clara, chance)
            elif step == "close":
                close(context, chance)
            else:
                take(context, clara, chance)
        except Conflict:
            continue
        holds(context, written)
    undo_all(context, clara)
    holds(context, written)
    with context.sessions() as session:
        assert session.scalars(select(Contact.id).where(Contact.merged_into_id.is_not(None))).all() == []
