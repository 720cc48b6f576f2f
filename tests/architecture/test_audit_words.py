"""Everything that the audit keeps has words in the inbox."""

import ast
from collections.abc import Iterator

import pytest

from tests.sources import ROOT, python_files

CATALOGUE = (ROOT / "appliance/frontend/src/i18n/audit/pt-BR.ts").read_text(encoding="utf-8")
"""The other languages have the same keys: the inbox's own tests see to it."""


def _texts(call: ast.Call) -> Iterator[str]:
    for argument in call.args:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
            yield argument.value


def _actions() -> set[str]:
    """What is noted: the first text of every call of `note`, or of a function that passes it on to one."""
    found = set()
    for path in python_files("appliance"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in {"note", "_change", "_note"}:
                found |= {text for text in _texts(node) if text.count(".") == 1 and " " not in text}
    return found


ACTIONS = sorted(_actions())


def test_something_is_noted() -> None:
    assert {"queue.created", "conversation.closed", "user.invited"} <= set(ACTIONS)


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_has_words(action: str) -> None:
    subject, verb = action.split(".")
    pair = (f"'audit.verb.{verb}':", f"'audit.subject.{subject}':")
    assert f"'audit.action.{action}':" in CATALOGUE or all(key in CATALOGUE for key in pair)
