"""What is noted down can be read and looked for: the interface has words for each action and its subject."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.sources import ROOT, python_files

FRONTEND = ROOT / "appliance/frontend/src"
WORDS = (FRONTEND / "i18n/audit/pt-BR.ts").read_text("utf-8")
OFFERED = (
    (FRONTEND / "features/audit/query.ts").read_text("utf-8").partition("SUBJECTS = [")[2].partition("]")[0]
)


@cache
def _noted() -> frozenset[str]:
    """The actions that calls of `note` name; of an f-string what stands before its first brace."""
    return frozenset(each for path in python_files("appliance") for each in _noted_in(path))


def _noted_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "note":
            for one in ast.walk(node.args[1]):
                if isinstance(one, ast.Constant) and isinstance(one.value, str) and "." in one.value:
                    yield one.value


def _said(key: str) -> bool:
    return f"'audit.{key}':" in WORDS


def test_every_subject_can_be_looked_for() -> None:
    subjects = {action.partition(".")[0] for action in _noted()}
    assert len(subjects) > 20
    assert {one for one in subjects if not _said(f"area.{one}")} == set()
    assert subjects - set(re.findall(r"'([a-z_]+)'", OFFERED)) == set()


def test_every_action_is_a_sentence() -> None:
    whole = {action for action in _noted() if action.partition(".")[2]}
    unsaid = {
        action
        for action in whole
        if not _said(f"action.{action}")
        and not (_said(f"verb.{action.partition('.')[2]}") and _said(f"subject.{action.partition('.')[0]}"))
    }
    assert unsaid == set()
