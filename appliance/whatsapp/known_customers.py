"""Messages of customers who are in conversation already, many in one transaction with few statements.

This is the common case, and the one that has to be fast. Whatever else a message may bring with it (somebody
new, a changed identity, a conversation to begin) is left to `inbound.store_message`, one by one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.contacts.identity import learn
from appliance.contacts.models import Contact
from appliance.contacts.owners import lock_owners
from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import BOT
from appliance.whatsapp.changes import settle_changes
from appliance.whatsapp.inbound import attach, is_newest, new_message
from appliance.whatsapp.payload import InboundMessage


@dataclass
class Stored:
    taken: int = 0
    """So many of the messages, from the first, are done."""
    for_bot: list[int] = field(default_factory=list)
    """Ids of messages that the bot is to consider."""


def store_known(session: Session, inbounds: Sequence[InboundMessage]) -> Stored:
    """Stores the longest beginning of `inbounds` that needs nothing but their rows, in their order.

    Raises IntegrityError when somebody else stored one of them just now.
    """
    senders = _senders(session, inbounds)
    conversations = _live_conversations(session, senders)
    known = _known_ids(session, inbounds)
    stored, new = Stored(), []
    for inbound, sender in zip(inbounds, senders, strict=False):
        if sender.id not in conversations:
            break
        stored.taken += 1
        learn(sender, inbound.identity)
        if inbound.id not in known:
            known.add(inbound.id)
            new.append((inbound, conversations[sender.id]))
    rows = [new_message(inbound, conversation, "customer", "received") for inbound, conversation in new]
    session.add_all(rows)
    session.flush()
    for (inbound, conversation), message in zip(new, rows, strict=True):
        attach(session, conversation, message, inbound, newest=is_newest(conversation, message))
        if conversation.status == BOT and not conversation.contact.is_synthetic:
            stored.for_bot.append(message.id)
    settle_changes(session, rows)
    return stored


def _senders(session: Session, inbounds: Sequence[InboundMessage]) -> list[Contact]:
    """Who wrote each, locked; the list ends before the first who is not one known contact by every name."""
    wanted = [inbound.identity.aliases() for inbound in inbounds]
    owners = lock_owners(session, list(dict.fromkeys(alias for aliases in wanted for alias in aliases)))
    found: list[Contact] = []
    for aliases in wanted:
        known = {owners[alias].id: owners[alias] for alias in aliases if alias in owners}
        if len(known) != 1 or not all(alias in owners for alias in aliases):
            break
        found.extend(known.values())
    return found


def _live_conversations(session: Session, contacts: Sequence[Contact]) -> dict[int, Conversation]:
    """By contact, locked in the order of their ids."""
    wanted = {contact.id for contact in contacts}
    if not wanted:
        return {}
    rows = session.scalars(
        select(Conversation)
        .where(Conversation.open_contact_id.in_(wanted))
        .order_by(Conversation.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.contact_id: row for row in rows}


def _known_ids(session: Session, inbounds: Sequence[InboundMessage]) -> set[str]:
    ids = [inbound.id for inbound in inbounds]
    found = session.scalars(select(Message.whatsapp_message_id).where(Message.whatsapp_message_id.in_(ids)))
    return {whatsapp_message_id for whatsapp_message_id in found if whatsapp_message_id}
