"""Who answers a conversation: one state machine, changed only by compare-and-set.

bot → waiting (hand_off, answered_elsewhere) → open (take_over, assign) → closed (close) → open (reopen); a
person may take over from the bot at any time, and transfer what is theirs. Every change raises `version`:
what was decided under an older version is void.
"""

from typing import Any, Final

from sqlalchemy import case, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.conversations.models import Conversation, Message
from appliance.conversations.turns import begun
from appliance.conversations.visibility import sees
from appliance.conversations.window import last_heard
from appliance.database import utc_now
from appliance.errors import Conflict
from appliance.handoffs import following
from appliance.queues.models import Queue
from appliance.realtime.events import CONVERSATION_UPDATED, record, record_left
from appliance.realtime.rooms import rooms_of_conversation
from appliance.routing.models import ACCEPTED, WITHDRAWN, Offer
from appliance.surveys.beginning import note_closed

BOT, WAITING, OPEN, CLOSED = "bot", "waiting", "open", "closed"

LIVE = (BOT, WAITING, OPEN)

TRANSFERRED: Final = "transferred"
"""Why it needs attention: it is new to whoever has it now."""
ASSIGNED: Final = "assigned"
"""Likewise: the queue gave it to them."""
OWNER_LEFT: Final = "owner_left"
"""Whoever answered it is no longer there."""


def _change(
    session: Session, conversation: Conversation, status: str, *, come_from: tuple[str, ...], **values: Any
) -> None:
    """Raises Conflict `wrong_state` or `changed_meanwhile`; the row is as read again afterwards."""
    if conversation.status not in come_from:
        raise Conflict(
            "wrong_state", "A conversa não está em um estado que permita isso.", status=conversation.status
        )
    rooms_before, moves_closed = rooms_of_conversation(conversation), CLOSED in (conversation.status, status)
    changed = session.execute(
        update(Conversation)
        .where(
            Conversation.id == conversation.id,
            Conversation.status == conversation.status,
            Conversation.version == conversation.version,
        )
        .values(status=status, version=conversation.version + 1, snoozed_until=None)
        .values(**_waits(conversation, status), **begun(conversation, status), **values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(conversation)
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise Conflict("changed_meanwhile", "A conversa acabou de mudar. Veja como está agora.")
    _end_offers(session, conversation)
    _follow(session, conversation)
    record(session, CONVERSATION_UPDATED, conversation.id, moves_closed=moves_closed)
    left = set(rooms_before).difference(rooms_of_conversation(conversation))
    if left:
        record_left(session, conversation.id, left)


def _waits(conversation: Conversation, status: str) -> dict[str, Any]:
    """Nothing that was offered stands any more. Whom nobody has answered keeps their place wherever they are
    sent: they wait since they first came to people, or since what they wrote after the last answer.
    """
    now = utc_now()
    values: dict[str, Any] = {"offered_to_id": None, "offer_expires_at": None}
    values["queued_at"] = now if status == WAITING else None
    if CLOSED in (conversation.status, status):
        values["waiting_since"] = None
    elif status == WAITING or conversation.status == BOT:
        values["waiting_since"] = func.coalesce(Conversation.waiting_since, now)
    return values


def _follow(session: Session, conversation: Conversation) -> None:
    if conversation.status == OPEN:
        following.taken(session, conversation.id, conversation.assigned_user_id)
    elif conversation.status == CLOSED:
        following.done(session, conversation.id)


def _end_offers(session: Session, conversation: Conversation) -> None:
    is_taken = conversation.status == OPEN
    accepted = Offer.user_id == (conversation.assigned_user_id if is_taken else None)
    session.execute(
        update(Offer)
        .where(Offer.conversation_id == conversation.id, Offer.outcome.is_(None))
        .values(outcome=case((accepted, ACCEPTED), else_=WITHDRAWN), ended_at=utc_now())
        .execution_options(synchronize_session=False)
    )


def take_over(
    session: Session, conversation: Conversation, user: User, *, from_user_id: int | None = None
) -> None:
    """`user` answers from now on; the bot falls silent. Taking one's own again changes nothing.

    Raises Conflict `already_taken` when somebody else has it; who may relieve them does so by
    naming them in `from_user_id`, and so never takes by accident what was free a moment ago.
    """
    owner = conversation.assigned_user_id
    if conversation.status == OPEN and owner == user.id:
        attended(session, conversation)
        return
    relieves = owner == from_user_id and _may_relieve(user)
    if conversation.status == OPEN and owner is not None and not relieves:
        raise Conflict(
            "already_taken", "Outra pessoa já assumiu esta conversa.", assigned_user=_name(session, owner)
        )
    _change(
        session,
        conversation,
        OPEN,
        come_from=LIVE,
        assigned_user_id=user.id,
        needs_human_attention=False,
        attention_reason=None,
    )


def transfer(
    session: Session, conversation: Conversation, user: User, *, queue_id: int | None, to_user_id: int | None
) -> None:
    """To a queue, where it waits (`queue_id` None: to the common one), or to a person, whose it is then.

    Either way it comes up as new there. Raises Conflict `not_owner` when it is somebody else's and `user` may
    not assign other people's.
    """
    is_others = conversation.status == OPEN and conversation.assigned_user_id != user.id
    if is_others and not user.may("conversation.assign"):
        raise Conflict("not_owner", "A conversa é de outra pessoa.")
    _change(
        session,
        conversation,
        WAITING if to_user_id is None else OPEN,
        come_from=LIVE,
        queue_id=queue_id,
        assigned_user_id=to_user_id,
        needs_human_attention=to_user_id != user.id,
        attention_reason=TRANSFERRED if to_user_id != user.id else None,
    )


def assign(session: Session, conversation: Conversation, user_id: int) -> None:
    """From the queue to a person, to whom it is new."""
    _change(
        session,
        conversation,
        OPEN,
        come_from=(WAITING,),
        assigned_user_id=user_id,
        needs_human_attention=True,
        attention_reason=ASSIGNED,
    )


def give_back(session: Session, conversation: Conversation) -> None:
    """Whoever answered it has left: it waits in its queue for somebody else."""
    _change(
        session,
        conversation,
        WAITING,
        come_from=(OPEN,),
        assigned_user_id=None,
        needs_human_attention=True,
        attention_reason=OWNER_LEFT,
    )


def hand_off(session: Session, conversation: Conversation, reason: str) -> None:
    """The bot gives up: the conversation waits for a person, visibly."""
    _change(
        session,
        conversation,
        WAITING,
        come_from=(BOT,),
        needs_human_attention=True,
        attention_reason=reason,
        queue_id=conversation.queue_id or default_queue(session),
    )
    following.requested(session, conversation.id, reason)


def default_queue(session: Session) -> int | None:
    """Where what the bot hands over waits; None: in the common one."""
    return session.scalar(select(Queue.id).where(Queue.is_default, Queue.is_active))


def answered_elsewhere(session: Session, conversation: Conversation) -> None:
    """A person wrote on the business's own phone: the bot falls silent, and nobody here has to be called."""
    if conversation.status == BOT:
        _change(session, conversation, WAITING, come_from=(BOT,))


def close(session: Session, conversation: Conversation) -> None:
    """Ends it; the contact's next message starts a new one."""
    _change(
        session,
        conversation,
        CLOSED,
        come_from=LIVE,
        open_contact_id=None,
        closed_at=utc_now(),
        needs_human_attention=False,
        attention_reason=None,
        unread_count=0,
    )
    note_closed(session, conversation)


def reopen(session: Session, conversation: Conversation, user: User) -> None:
    """Back to `user`. Raises Conflict `another_is_open` when the contact has begun a newer one; its
    `conversation_id` is that one's, where `user` may see it.
    """
    try:
        with session.begin_nested():
            _change(
                session,
                conversation,
                OPEN,
                come_from=(CLOSED,),
                open_contact_id=conversation.contact_id,
                assigned_user_id=user.id,
                closed_at=None,
                closed_by_id=None,
                close_reason_id=None,
                close_note=None,
                last_customer_message_at=last_heard(session, conversation.contact_id),
                needs_human_attention=False,
                attention_reason=None,
            )
    except IntegrityError as error:
        newer = session.scalar(
            select(Conversation).where(Conversation.open_contact_id == conversation.contact_id)
        )
        known = {"conversation_id": newer.id} if newer is not None and sees(user, newer) else {}
        raise Conflict(
            "another_is_open", "O cliente já tem uma conversa mais nova em aberto.", **known
        ) from error


def call_attention(session: Session, conversation: Conversation, reason: str) -> None:
    """Somebody is to look at it, whoever answers it; that stays as it is."""
    conversation.needs_human_attention, conversation.attention_reason = True, reason
    record(session, CONVERSATION_UPDATED, conversation.id)


def attended(session: Session, conversation: Conversation) -> None:
    """Whoever answers it has seen to what it needed."""
    if conversation.needs_human_attention:
        conversation.needs_human_attention, conversation.attention_reason = False, None
        record(session, CONVERSATION_UPDATED, conversation.id)


def is_still_the_bots(conversation: Conversation, message: Message) -> bool:
    """Whether the bot wrote `message`, and nobody else has answered since."""
    return conversation.status == BOT and conversation.version == message.owner_version


def require_owner(conversation: Conversation, user: User) -> None:
    """Raises Conflict `not_owner` unless `user` is the one answering."""
    if conversation.status == CLOSED:
        message = "A conversa está encerrada. Reabra-a para escrever."
        raise Conflict("not_owner", message, status=CLOSED)
    if conversation.status != OPEN or conversation.assigned_user_id != user.id:
        raise Conflict("not_owner", "Assuma a conversa antes de responder.")


def _may_relieve(user: User) -> bool:
    """Who may give other people's to anybody may give them to themselves."""
    return user.may("conversation.override") or user.may("conversation.assign")


def _name(session: Session, user_id: int) -> dict[str, Any] | None:
    user = session.get(User, user_id)
    return {"id": user.id, "name": user.name} if user else None
