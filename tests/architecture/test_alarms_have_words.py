"""Every code that is raised or cleared as an alarm has its texts, and every text a code that is raised."""

import ast
from collections.abc import Iterator
from pathlib import Path

from control_plane.alarms.catalog import alarm_codes

ROOT = Path(__file__).parents[2]


def raised() -> Iterator[str]:
    """The codes of all calls of `alarms.raise_(session, "code", …)`."""
    for path in (ROOT / "control_plane").rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        for call in calls:
            if isinstance(call.func, ast.Attribute) and call.func.attr == "raise_":
                code = call.args[1]
                assert isinstance(code, ast.Constant), f"{path}:{call.lineno}: a code is written as it is"
                yield str(code.value)


def test_each_that_is_raised_has_words_and_no_words_are_left_over() -> None:
    assert set(raised()) == set(alarm_codes())
