"""New credentials are tried at Meta and FILA-IA before anything changes: no wrong one replaces a good one."""

import time
from collections.abc import Callable, Mapping

from control_plane.errors import Conflict, InvalidInput
from control_plane.settings import Settings
from control_plane.whatsapp.graph import Access
from control_plane.whatsapp.trying import Connections, FilaIaAccess, Verdict, try_out

TRIED_AT_META = frozenset(
    {"whatsapp.phone_number_id", "whatsapp.waba_id", "whatsapp.token", "whatsapp.app_secret"}
)
TRIED_AT_FILA_IA = frozenset({"fila_ia.url", "fila_ia.key"})
"""Fields of a tenant."""
TryOut = Callable[[Connections], Verdict]
_PEOPLE: Mapping[str, str] = {"fila_ia": "FILA-IA", "meta": "Meta"}


def trier(settings: Settings) -> TryOut:
    """Asks the real ones."""
    return lambda connections: try_out(settings, connections, time.time())


class Trials:
    """Takes seconds: no transaction may be open meanwhile."""

    def __init__(self, try_out: TryOut) -> None:
        self._try_out = try_out

    def untold(self, connections: Connections) -> list[str]:
        """Who did not answer: `meta`, `fila_ia`. Raises InvalidInput with `details.fields` for refusals."""
        verdict = self._try_out(connections) if connections != Connections() else Verdict({}, ())
        if verdict.problems:
            fields = dict(verdict.problems)
            raise InvalidInput("connections_refused", " ".join(fields.values()), fields=fields)
        return list(verdict.untold)

    def must_hold(self, connections: Connections, *, even_untried: bool = False) -> None:
        """As `untold`; and raises Conflict `connections_untried` for silence, unless that is borne."""
        untold = self.untold(connections)
        if untold and not even_untried:
            raise Conflict("connections_untried", untried(untold), untold=untold)


def untried(untold: list[str]) -> str:
    """What silence means, in a sentence."""
    who = " and ".join(_PEOPLE[name] for name in untold)
    return (
        f"{who} did not answer, so the new credentials are untried: try again in a minute, or go on untried."
    )


def connections_of(values: Mapping[str, str], secrets: Mapping[str, str], named: set[str]) -> Connections:
    """What is to be tried when fields `named` change; `values` and `secrets` as they will be, by field."""
    whatsapp = Access(
        phone_number_id=values["whatsapp.phone_number_id"],
        waba_id=values["whatsapp.waba_id"],
        token=secrets["whatsapp.token"],
        app_secret=secrets["whatsapp.app_secret"],
    )
    fila_ia = FilaIaAccess(values["fila_ia.url"], secrets["fila_ia.key"])
    return Connections(
        whatsapp if named & TRIED_AT_META else None, fila_ia if named & TRIED_AT_FILA_IA else None
    )
