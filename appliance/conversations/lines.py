"""What the desk itself remarks in a conversation: who did what to it. Seen here, never sent.

A line does not move the conversation in the lists: nobody has to answer it. Its facts are in `record`, for
browsers to say in their language; `content` says the same in Portuguese.
"""

from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.closing.models import CloseReason
from appliance.conversations.activity import SYSTEM
from appliance.conversations.models import Conversation, Message
from appliance.conversations.outbox import now_in_thread
from appliance.queues.models import Queue
from appliance.realtime.events import MESSAGE_CREATED, record


def add_taken(session: Session, conversation: Conversation, by: User, owner_id: int | None) -> None:
    """`by` answers from now on, in the place of whose it was."""
    if owner_id is None:
        _add(session, conversation, f"{by.name} assumiu a conversa.", "taken", by=by.name)
        return
    owner = session.get_one(User, owner_id).name
    _add(
        session,
        conversation,
        f"{by.name} assumiu no lugar de {owner}.",
        "relieved",
        **{"by": by.name, "from": owner},
    )


def add_transferred(session: Session, conversation: Conversation, by: User) -> None:
    """To whose it is now, or to the queue it waits in; `to` is None for the common one."""
    to = _owner(session, conversation) or _queue(session, conversation)
    text = f"{by.name} transferiu para {to or 'a fila geral'}."
    _add(session, conversation, text, "transferred", by=by.name, to=to)


def add_assigned(session: Session, conversation: Conversation) -> None:
    """The queue gave it to whose it is now."""
    to, queue = _owner(session, conversation), _queue(session, conversation)
    _add(session, conversation, f"{queue} entregou a conversa a {to}.", "assigned", to=to, queue=queue)


def add_given_back(session: Session, conversation: Conversation, owner_id: int | None) -> None:
    """Whose it was has left; it waits again."""
    owner = session.get(User, owner_id) if owner_id else None
    name = owner.name if owner else None
    _add(session, conversation, f"A conversa de {name} voltou à fila.", "given_back", **{"from": name})


def add_closed(session: Session, conversation: Conversation, by: User) -> None:
    """For its reason, if it has one."""
    reason = conversation.close_reason_id and session.get(CloseReason, conversation.close_reason_id)
    name = reason.name if reason else None
    text = f"{by.name} encerrou a conversa." + (f" Motivo: {name}." if name else "")
    _add(session, conversation, text, "closed", by=by.name, reason=name)


def add_reopened(session: Session, conversation: Conversation, by: User) -> None:
    _add(session, conversation, f"{by.name} reabriu a conversa.", "reopened", by=by.name)


def _owner(session: Session, conversation: Conversation) -> str | None:
    owner = conversation.assigned_user_id and session.get(User, conversation.assigned_user_id)
    return owner.name if owner else None


def _queue(session: Session, conversation: Conversation) -> str | None:
    queue = conversation.queue_id and session.get(Queue, conversation.queue_id)
    return queue.name if queue else None


def _add(session: Session, conversation: Conversation, text: str, kind: str, **facts: str | None) -> None:
    line = Message(
        conversation_id=conversation.id,
        sender_type=SYSTEM,
        message_type=SYSTEM,
        content=text,
        record={"system": {"kind": kind, **facts}},
        status="received",
        sent_at=now_in_thread(),
    )
    session.add(line)
    session.flush()
    record(session, MESSAGE_CREATED, conversation.id, line.id)
