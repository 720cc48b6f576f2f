"""Who hears of what: the rooms of the socket, in one place."""

INBOX = "inbox"
"""Everyone signed in: an attendant sees every conversation of the tenant."""


def rooms_of_conversation(is_synthetic: bool) -> tuple[str, ...]:
    """The rooms told of a conversation's events; the provisioning test's is shown to nobody."""
    return () if is_synthetic else (INBOX,)


def rooms_of_user() -> tuple[str, ...]:
    """The rooms that a signed-in person's socket joins."""
    return (INBOX,)


def room_of_person(user_id: int) -> str:
    """Every socket of one person; nothing is told in it, it is there to be closed."""
    return f"person:{user_id}"


def room_of_sign_in(sign_in_id: int) -> str:
    """Every socket of one sign-in, likewise."""
    return f"sign-in:{sign_in_id}"


def sequence_key(room: str) -> str:
    """Redis counter of the events sent to `room`: consecutive, so that a browser sees a gap."""
    return f"realtime:seq:{room}"
