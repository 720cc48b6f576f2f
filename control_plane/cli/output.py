"""What people and scripts see: tables and a live progress bar, or one JSON document with --json."""

import json
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

import click
from rich.console import Console

from control_plane.cli.following import draw, tell
from control_plane.cli.outcome import OperationFailed
from control_plane.cli.plans import plan_lines
from control_plane.cli.tables import card, rows_within
from control_plane.cli.values import heading, plain, shown

_WIDE = 10_000
NONE = "None."
"""Of a list without rows: a heading over nothing looks cut off."""


class Output:
    """Standard output for results, standard error for progress and problems."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        # never cut what somebody will copy: a pipe has all the width it wants, a terminal folds
        self._out = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDE)
        self._err = Console(stderr=True, highlight=False)

    def document(self, document: Any) -> None:
        """One JSON document."""
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))

    def table(self, answer: dict[str, Any], columns: Sequence[str]) -> None:
        """The rows of a list's answer, or a word for none; with --json the answer itself.

        Too narrow for it: a card per row.
        """
        if self.as_json:
            self.document(answer)
            return
        if not answer["data"]:
            self.line(NONE)
            return
        titles = [heading(column) for column in columns]
        rows = [[shown(column, row.get(column)) for column in columns] for row in answer["data"]]
        self._out.print(*rows_within(self._out.width, titles, rows), sep="")

    def facts(self, document: dict[str, Any]) -> None:
        """One object, a line per field; with --json as it is."""
        if self.as_json:
            self.document(document)
            return
        self._out.print(card({heading(name): shown(name, value) for name, value in document.items()}))

    def card(self, document: dict[str, Any], lines: dict[str, str]) -> None:
        """One object in chosen words, label → text; with --json the document itself."""
        if self.as_json:
            self.document(document)
            return
        self._out.print(card({label: plain(text) for label, text in lines.items()}))

    def plan(self, plan: dict[str, Any]) -> None:
        """What an operation would do; with --json the plan itself."""
        if self.as_json:
            self.document({"plan": plan})
        for line in plan_lines(plan):
            self.line(line)

    def line(self, text: str) -> None:
        """A remark for people; scripts that asked for JSON do not get it."""
        if not self.as_json:
            self._out.print(plain(text), markup=False, soft_wrap=True)

    def done(self, text: str, document: dict[str, Any] | None = None) -> None:
        """What was done, in a line; with --json the answer."""
        self.line(text)
        if self.as_json:
            self.document(document or {})

    def problem(self, message: str) -> None:
        """One red line."""
        self._err.print(plain(message), style="red", markup=False, soft_wrap=True)

    def follow(self, changes: Iterator[dict[str, Any]], *, good: str = "succeeded") -> dict[str, Any]:
        """Shows an operation until it ends; returns it. Raises OperationFailed unless it ended `good`."""
        show = draw if self._err.is_terminal and not self.as_json else tell
        last = deque(show(self._err, changes), maxlen=1)[0]
        if last["state"] != good:
            error = last["error"] or {"message": f"The operation ended {last['state']}.", "next_action": ""}
            more = f"(explained: guiche operation explain {last['id']})" if last["error"] else ""
            raise OperationFailed(f"{error['message']} {error['next_action']} {more}".strip(), last)
        return last
