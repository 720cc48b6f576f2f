"""What a look at Meta brought: an answer, a refusal, or none."""

from dataclasses import dataclass, field
from typing import Any, Final

Json = dict[str, Any]

OK, WARNING, ERROR, UNKNOWN = "ok", "warning", "error", "unknown"
RANK: Final = {OK: 0, UNKNOWN: 1, WARNING: 2, ERROR: 3}


@dataclass(frozen=True)
class Refused:
    """Meta said no. `why`: token, permission, number (none of this id for our access) or other."""

    why: str
    code: int | None
    said: str


@dataclass(frozen=True)
class Seen:
    """Each part as Meta answered it; None where nobody answered, or nobody was asked."""

    number: Json | Refused | None = None
    route: Json | Refused | None = None
    account: Json | Refused | None = None
    apps: list[Any] | Refused | None = None
    token: Json | Refused | None = None

    def refusals(self) -> list[Refused]:
        """All of them."""
        parts = (self.number, self.route, self.account, self.apps, self.token)
        return [part for part in parts if isinstance(part, Refused)]


@dataclass(frozen=True)
class Here:
    """What we know without asking."""

    callback: str
    now: float
    """Seconds since 1970."""
    received_at: str | None = None
    sent_at: str | None = None
    failed_at: str | None = None
    stopped: str | None = None
    """Why nothing is sent (whatsapp.meanings), while that is so."""


@dataclass(frozen=True)
class Item:
    """One line of a check. `code` names the sentence that says it, and what to do next."""

    name: str
    state: str
    code: str
    facts: Json = field(default_factory=dict)

    def as_json(self) -> Json:
        return {"name": self.name, "state": self.state, "code": self.code, "facts": self.facts}


def worst(items: list[Item]) -> str:
    """The state of the whole."""
    return max((item.state for item in items), key=lambda state: RANK[state], default=UNKNOWN)
