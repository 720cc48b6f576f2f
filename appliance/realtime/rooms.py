"""Who hears of what: the rooms of the socket, in one place."""

INBOX = "inbox"
"""Everyone signed in: an attendant sees every conversation of the tenant."""


def rooms_of_conversation(is_synthetic: bool) -> tuple[str, ...]:
    """The rooms told of a conversation's events; the provisioning test's is shown to nobody."""
    return () if is_synthetic else (INBOX,)


def rooms_of_user() -> tuple[str, ...]:
    """The rooms that a signed-in person's socket joins."""
    return (INBOX,)


def sequence_key(room: str) -> str:
    """Redis counter of the events sent to `room`: consecutive, so that a browser sees a gap."""
    return f"realtime:seq:{room}"
