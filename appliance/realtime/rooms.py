"""Who hears of what: the rooms of the socket, in one place.

A person may see a conversation exactly if one of their rooms is one of its rooms. `conversations.visibility`
says the same in SQL.
"""

from appliance.accounts.models import User
from appliance.accounts.permissions import SEE_ALL, SEE_QUEUE
from appliance.conversations.models import Conversation

EVERYBODY = "everybody"
"""All who are signed in: what concerns the whole tenant."""
ALL = "all"
"""Those who see every conversation."""
NO_QUEUE = 0
"""Stands for the queue of conversations that are in none: everybody works there."""


def rooms_of_conversation(conversation: Conversation) -> tuple[str, ...]:
    """The rooms told of its events; none for the provisioning test's. The contact must be loaded."""
    if conversation.contact.is_synthetic:
        return ()
    queue_id = conversation.queue_id or NO_QUEUE
    owner = conversation.assigned_user_id
    return (ALL, _queue(queue_id), _unassigned(queue_id) if owner is None else room_of_person(owner))


def rooms_of_user(user: User) -> tuple[str, ...]:
    """The rooms that a signed-in person's socket joins; loaded as by accounts.people."""
    if user.may(SEE_ALL):
        return (EVERYBODY, room_of_person(user.id), ALL)
    room_of = _queue if user.may(SEE_QUEUE) else _unassigned
    queues = (room_of(queue_id) for queue_id in (NO_QUEUE, *sorted(user.queue_ids)))
    return (EVERYBODY, room_of_person(user.id), *queues)


def room_of_person(user_id: int) -> str:
    """Every socket of one person: told of their own conversations, and closed when their sessions end."""
    return f"person:{user_id}"


def room_of_sign_in(sign_in_id: int) -> str:
    """Every socket of one sign-in; nothing is told in it, it is there to be closed."""
    return f"sign-in:{sign_in_id}"


def sequence_key(room: str) -> str:
    """Redis counter of the events sent to `room`: consecutive, so that a browser sees a gap."""
    return f"realtime:seq:{room}"


def _queue(queue_id: int) -> str:
    return f"queue:{queue_id}"


def _unassigned(queue_id: int) -> str:
    return f"unassigned:{queue_id}"
