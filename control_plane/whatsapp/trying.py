"""Credentials tried before anything is changed by them: only what is theirs to say is weighed.

That a number is not registered yet, or its quality poor, refuses nothing: `judging.py` has those lines too.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from control_plane.settings import Settings
from control_plane.whatsapp.fila_ia import probe_fila_ia
from control_plane.whatsapp.graph import Access, open_graph
from control_plane.whatsapp.judging import judge
from control_plane.whatsapp.looking import look
from control_plane.whatsapp.seen import Item
from control_plane.whatsapp.telling import sentence

META, FILA_IA = "meta", "fila_ia"
_REFUSED: Mapping[tuple[str, str], str] = {
    ("token", "token_refused"): "whatsapp.token",
    ("token", "permission_refused"): "whatsapp.token",
    ("scopes", "missing"): "whatsapp.token",
    ("app_secret", "wrong"): "whatsapp.app_secret",
    ("account", "none"): "whatsapp.waba_id",
    ("number", "none"): "whatsapp.phone_number_id",
    ("number", "elsewhere"): "whatsapp.phone_number_id",
    ("fila_ia", "key_refused"): "fila_ia.key",
}
"""Line and code → the field that is wrong."""
_UNTOLD: Mapping[tuple[str, str], str] = {
    ("reach", "no_answer"): META,
    ("token", "not_told"): META,
    ("fila_ia", "no_answer"): FILA_IA,
    ("fila_ia", "ill"): FILA_IA,
}
"""Line and code → who did not say yes or no."""


@dataclass(frozen=True)
class FilaIaAccess:
    """What opens FILA-IA for one tenant."""

    url: str
    key: str = field(repr=False)


@dataclass(frozen=True)
class Connections:
    """What is to be tried; None: that stays as it is."""

    whatsapp: Access | None = None
    fila_ia: FilaIaAccess | None = None


@dataclass(frozen=True)
class Verdict:
    """`problems`: field → what is wrong and what to do, in English. `untold`: who did not answer."""

    problems: Mapping[str, str]
    untold: tuple[str, ...]


def try_out(settings: Settings, connections: Connections, now: float) -> Verdict:
    """Asks Meta and FILA-IA; takes seconds, changes nothing there, raises nothing. `now`: since 1970."""
    items: list[Item] = []
    if connections.whatsapp is not None:
        with open_graph(settings, connections.whatsapp) as graph:
            items += judge(look(graph), connections.whatsapp.phone_number_id, None, now)
    if connections.fila_ia is not None:
        items.append(probe_fila_ia(connections.fila_ia.url, connections.fila_ia.key))
    problems: dict[str, str] = {}
    for item in items:
        if place := _REFUSED.get((item.name, item.code)):
            problems.setdefault(place, sentence(item))
    untold = {_UNTOLD[key] for item in items if (key := (item.name, item.code)) in _UNTOLD}
    return Verdict(problems, tuple(sorted(untold)))
