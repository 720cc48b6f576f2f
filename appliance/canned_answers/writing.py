"""What a canned answer may be: every limit, in words, with the field it is about."""

import re
from dataclasses import dataclass
from typing import Final

from appliance.canned_answers.variables import require_known
from appliance.composing.checks import check_readable, wanted_text
from appliance.composing.limits import TEXT
from appliance.errors import InvalidInput
from appliance.names import UNSEEN, key_of
from foundation.names import is_unsafe

SHORTCUT: Final = 32
TITLE: Final = 80
_SHORTCUT = re.compile(rf"[a-z0-9][a-z0-9_-]{{0,{SHORTCUT - 1}}}\Z")


@dataclass(frozen=True)
class Written:
    """As it was given; `checked` makes it into what is stored."""

    shortcut: str
    title: str
    content: str


def checked(given: Written) -> Written:
    """Raises InvalidInput: `invalid_shortcut`, `unknown_variable`, and as composing.checks."""
    for field in ("shortcut", "title", "content"):
        check_readable(getattr(given, field), field)
    content = wanted_text(given.content, "content", "o texto", TEXT)
    require_known(content, "content")
    title = wanted_text(given.title, "title", "o título", TITLE, one_line=True)
    if is_unsafe(title):
        raise InvalidInput("unseen", UNSEEN, field="title")
    return Written(_shortcut(given.shortcut), title, content)


def _shortcut(given: str) -> str:
    """`/Saudação final` is `saudacao-final`."""
    shortcut = "-".join(key_of(given[: 2 * SHORTCUT]).removeprefix("/").split())
    if not _SHORTCUT.match(shortcut):
        raise InvalidInput(
            "invalid_shortcut",
            f"O atalho tem de 1 a {SHORTCUT} letras, números, - ou _: por exemplo, bom-dia.",
            field="shortcut",
            limit=SHORTCUT,
        )
    return shortcut
