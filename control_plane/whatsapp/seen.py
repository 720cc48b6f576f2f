"""What a look at Meta brought, and how it is told."""

from dataclasses import dataclass, field
from typing import Any, Final

from control_plane.whatsapp.graph import Json, Refused

OK, WARNING, ERROR, UNKNOWN = "ok", "warning", "error", "unknown"
STATES = (OK, UNKNOWN, WARNING, ERROR)
_RANK: Final = {state: rank for rank, state in enumerate(STATES)}


@dataclass(frozen=True)
class Seen:
    """Each part as Meta answered it; None where nobody answered, or nobody was asked."""

    token: Json | Refused | None = None
    number: Json | Refused | None = None
    proof: bool | Refused | None = None
    account: Json | Refused | None = None
    numbers: list[str] | Refused | None = None
    apps: list[str] | Refused | None = None
    route: Json | Refused | None = None

    def refusals(self) -> list[Refused]:
        """All of them."""
        return [part for part in vars(self).values() if isinstance(part, Refused)]

    @property
    def is_answered(self) -> bool:
        """Whether there was any answer; a refusal is one."""
        return any(part is not None for part in vars(self).values())


@dataclass(frozen=True)
class Item:
    """One line of a check. `code` names the sentences that say it, filled in with `facts`: never a secret."""

    name: str
    state: str
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


def worst(states: list[str]) -> str:
    """The state of the whole."""
    return max(states, key=lambda state: _RANK[state], default=UNKNOWN)
