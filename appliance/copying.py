"""After a copy: the rows are another client's, or this one's under another number, and the world is not.

Nothing may leave by itself to people who wrote to the other number, and nothing that opens a door of the
other help desk opens one here.
"""

from datetime import timedelta

from sqlalchemy import delete, update

from appliance.accounts.models import AccountLink, ApiToken, RecoveryCode, SecondFactor, User
from appliance.conversations.activity import SCHEDULED
from appliance.conversations.models import Conversation, Message
from appliance.conversations.ownership import CLOSED, LIVE
from appliance.database import Sessions, transaction, utc_now
from appliance.media.models import Upload
from appliance.push.models import Push, PushBrowser, PushIdentity
from appliance.restoring import settle_after_restore
from appliance.usage.models import UsageDay

_WINDOW = timedelta(hours=24)
_OF_THE_OTHER = (RecoveryCode, SecondFactor, AccountLink, Push, PushBrowser, PushIdentity, Upload, UsageDay)


def settle_copy(sessions: Sessions) -> dict[str, int]:
    """Counts of what was changed; run again it changes nothing more but people's sessions.

    What was scheduled is cancelled and every conversation is closed: the window of each belonged to the other
    number. Tokens, links, browsers and second factors stay behind (sealed with the other's key), and so do
    the days that the other has used.
    """
    counts = settle_after_restore(sessions)
    with transaction(sessions) as session:
        scheduled = session.execute(
            update(Message).where(Message.status == SCHEDULED).values(status="cancelled")
        )
        closed = session.execute(update(Conversation).where(Conversation.status.in_(LIVE)).values(_ended()))
        recent = Conversation.last_customer_message_at > utc_now() - _WINDOW
        session.execute(update(Conversation).where(recent).values(last_customer_message_at=None))
        session.execute(update(User).values(second_factor_at=None))
        revoked = ApiToken.revoked_at.is_(None)
        session.execute(update(ApiToken).where(revoked).values(revoked_at=utc_now()))
        for table in _OF_THE_OTHER:
            session.execute(delete(table))
        return counts | {"scheduled": _count(scheduled), "conversations": _count(closed)}


def _ended() -> dict[str, object]:
    """As ownership.close leaves one, without a word to anybody."""
    return {
        "status": CLOSED,
        "version": Conversation.version + 1,
        "open_contact_id": None,
        "closed_at": utc_now(),
        "assigned_user_id": None,
        "needs_human_attention": False,
        "attention_reason": None,
        "unread_count": 0,
        "snoozed_until": None,
        "waiting_since": None,
        "offered_to_id": None,
        "offer_expires_at": None,
        "awaiting_customer_since": None,
        "response_due_at": None,
        "resolution_due_at": None,
        "sla_warn_at": None,
        "sla_due_at": None,
        "clocks_changed": False,
    }


def _count(result: object) -> int:
    return int(getattr(result, "rowcount", 0))
