"""Everything that the platform's audit trail keeps has words in the panel, in each of its languages."""

import ast
from pathlib import Path

import pytest

from control_plane.operations.catalog import KINDS
from control_plane.services import lockout
from control_plane.web.language import LANGUAGES, language

FOLDER = Path(__file__).parents[2] / "control_plane"
NAMED = {
    "WRONG_PASSWORD": lockout.WRONG_PASSWORD,
    "PASSWORD_REFUSED": lockout.PASSWORD_REFUSED,
    "WRONG_CODE": lockout.WRONG_CODE,
    "_REVEALED": "logins_revealed",
}
"""Actions that are recorded by a name."""


def _actions() -> set[str]:
    """The third argument of every call of `record`, whatever it may be."""
    found = {f"{kind}_submitted" for kind in KINDS}
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record" and len(node.args) > 2:
                for part in ast.walk(node.args[2]):
                    if isinstance(part, ast.Constant) and part.value != "_submitted":
                        found.add(str(part.value))
                    elif isinstance(part, ast.Name) and part.id in NAMED:
                        found.add(NAMED[part.id])
    return found


ACTIONS = sorted(_actions())


def test_something_is_recorded() -> None:
    assert {"login", "code_failed", "backup_submitted", "second_factor_replaced"} <= set(ACTIONS)


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_has_words(code: str) -> None:
    texts = language(code).texts
    assert [action for action in ACTIONS if f"action.{action}" not in texts] == []
