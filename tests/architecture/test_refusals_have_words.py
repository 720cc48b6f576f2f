"""Every reason for which a message is not taken has words in the inbox, in each of its languages."""

import re
from pathlib import Path

import pytest

APPLIANCE = Path(__file__).parents[2] / "appliance"
I18N = APPLIANCE / "frontend/src/i18n"
SOURCES = [
    *(APPLIANCE / "composing").glob("*.py"),
    *(APPLIANCE / "templates").glob("filling*.py"),
    APPLIANCE / "templates/values.py",
    *(APPLIANCE / f"conversations/{name}.py" for name in ("outbox", "replies", "reactions", "scheduled")),
]
RAISED = re.compile(r"""(?:InvalidInput|Conflict)\(\s*f?"([a-z_]+)(\{key\})?\"""")
ELSEWHERE = {"window_closed", "client_key_used"}
"""Said where they happen; a key used twice is the program's mistake, not a person's."""


def _codes() -> set[str]:
    found = {match for path in SOURCES for match in RAISED.findall(path.read_text(encoding="utf-8"))}
    plain = {code for code, named in found if not named}
    return plain | {code + kind for code, named in found if named for kind in ("phone", "email")}


def test_the_reasons_are_found() -> None:
    assert {"too_long", "invalid_phone", "missing_value", "not_scheduled"} <= _codes()


@pytest.mark.parametrize("language", ["pt-BR", "en", "es"])
def test_each_has_words(language: str) -> None:
    texts = (I18N / f"sending/{language}.ts").read_text(encoding="utf-8")
    assert [code for code in _codes() - ELSEWHERE if f"'refusal.{code}':" not in texts] == []
