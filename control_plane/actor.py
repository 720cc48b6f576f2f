"""Who asks: the operator (or the clock) in whose name something is done, and from where."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Visitor:
    """Where a request comes from."""

    remote_address: str | None = None
    user_agent: str = ""


@dataclass(frozen=True)
class Actor:
    """`name` goes into locks, operations and audit entries."""

    name: str
    remote_address: str | None = None
    operator_id: int | None = None
    role: str = ""
    permissions: frozenset[str] = frozenset()
    """What this request may do: of the role, and of a token's scope."""
    session_id: int | None = None
    token_id: int | None = None
    """By which of the two the operator was recognised."""
    must_set_up_factor: bool = False
    """The platform requires a second factor that this operator lacks: nothing else comes before it."""
    is_rehearsing: bool = False
    """Wants to know what a change would do: everything is checked and nothing is kept."""


CLOCK = Actor("clock")
"""The nightly schedule."""
HEALER = Actor("healer")
"""What the platform asks for by itself for a tenant that does not answer."""
CONSOLE = Actor("console")
"""Whoever may run commands inside the platform's own container."""
