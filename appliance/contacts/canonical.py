"""The number WhatsApp makes of the one that was written to.

For Brazil and Mexico Meta may take a digit out of a number or put one in, and says in its answer to a send
which it used (Meta: messages/send-messages, `contacts[0].input` and `wa_id`). It is learned, never derived.
"""

from sqlalchemy.orm import Session

from appliance.contacts.identity import WA_ID, Identity
from appliance.contacts.owners import add_missing, lock_owners
from appliance.contacts.rivals import settle_rival


def learn_canonical(session: Session, asked: str, given: str) -> None:
    """Meta answered `given` for the number `asked`: what is sent from now on goes there.

    Both were two contacts until now? They have one number, and become one. Raises IntegrityError when
    somebody else stored the number just now: run the transaction again.
    """
    if asked == given:
        return
    aliases = Identity(wa_id=given, bsuid=None).aliases()
    owners = lock_owners(session, [(WA_ID, asked), *aliases])
    contact = owners.pop((WA_ID, asked), None)
    if contact is None:  # given up since it was written to
        return
    for rival in {row.id: row for row in owners.values() if row.id != contact.id}.values():
        contact = settle_rival(session, contact, rival, aliases)
    if contact.wa_id == asked:
        contact.wa_id = given
        session.flush()
    add_missing(session, contact, aliases)
