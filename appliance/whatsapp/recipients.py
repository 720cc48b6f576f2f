"""Whom a receipt names: a customer known by number alone is known by their BSUID, too, before they write.

Meta, business-scoped-user-ids: statuses carry `recipient_user_id` since April 2026. Only a gap is filled:
that a number has passed to somebody else, or how a customer is written to, is learned from what customers
write.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from appliance.contacts.identity import BSUID, Identity, find, resolve
from appliance.contacts.models import ContactAlias
from appliance.context import Context
from appliance.database import run_transaction
from appliance.whatsapp.payload import Receipt


def learn_recipients(context: Context, receipts: Iterable[Receipt]) -> None:
    """One look at what is known; a transaction for each that is not."""
    named = {receipt.recipient.bsuid: receipt.recipient for receipt in receipts if receipt.recipient}
    if not named:
        return
    known_here = select(ContactAlias.value).where(ContactAlias.kind == BSUID, ContactAlias.value.in_(named))
    with context.sessions() as session:
        known = set(session.scalars(known_here))
    for bsuid, recipient in named.items():
        if bsuid not in known:
            _learn(context, recipient)


def _learn(context: Context, recipient: Identity) -> None:
    def work(session: Session) -> None:
        contact = find(session, Identity(wa_id=recipient.wa_id, bsuid=None))
        if contact is not None and contact.bsuid is None and contact.wa_id == recipient.wa_id:
            resolve(session, recipient)

    run_transaction(context.sessions, work)
