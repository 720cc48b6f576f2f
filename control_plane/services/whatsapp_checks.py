"""A number's credentials tried before there is a tenant; nothing of them is kept or shown again."""

import time
from typing import Any

from control_plane.errors import InvalidInput
from control_plane.operations.words import ENGLISH
from control_plane.services.preflight import WhatsApp, connection_problems, tidy_whatsapp
from control_plane.settings import Settings
from control_plane.whatsapp.graph import Access, open_graph
from control_plane.whatsapp.judging import judge
from control_plane.whatsapp.looking import look
from control_plane.whatsapp.seen import worst
from control_plane.whatsapp.telling import tell

_SECTION = "whatsapp."


class WhatsappChecks:
    """Asks Meta, changes nothing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def check(self, wanted: WhatsApp, language: str = ENGLISH) -> dict[str, Any]:
        """{"state", "items"}; takes seconds. Raises InvalidInput with `details.fields`, asking nobody."""
        wanted = tidy_whatsapp(wanted)
        problems = _problems(wanted)
        if problems:
            raise InvalidInput("invalid_whatsapp", " ".join(problems.values()), fields=problems)
        access = Access(wanted.phone_number_id, wanted.waba_id, wanted.token, wanted.app_secret)
        with open_graph(self._settings, access) as graph:
            seen = look(graph)
        items = judge(seen, access.phone_number_id, None, time.time())
        return {
            "state": worst([item.state for item in items]),
            "items": [tell(item, language) for item in items],
        }


def _problems(wanted: WhatsApp) -> dict[str, str]:
    """Those of the number alone."""
    found = {
        name: problem
        for name, problem in connection_problems(wanted, "", "").items()
        if name.startswith(_SECTION)
    }
    for name in ("token", "app_secret"):
        if not getattr(wanted, name).isascii():
            found[_SECTION + name] = "It has characters that no such secret has: copy it again."
    return found
