"""From where somebody comes: what every sign-in and every attempt is noted with."""

from dataclasses import dataclass

from appliance.audit.recording import AGENT_LENGTH

ADDRESS_LENGTH = 45


@dataclass(frozen=True)
class Visitor:
    """`address`: of the last proxy but ours; `agent`: as the browser or program names itself."""

    address: str | None = None
    agent: str | None = None

    @classmethod
    def of(cls, address: str | None, agent: str | None) -> "Visitor":
        """Cut to what the tables hold."""
        return cls(
            address[:ADDRESS_LENGTH] if address else None,
            agent[:AGENT_LENGTH] if agent else None,
        )


NOBODY = Visitor()
