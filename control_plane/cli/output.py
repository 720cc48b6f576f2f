"""What people and scripts see: tables and a live progress bar, or one JSON document with --json."""

import json
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from control_plane.cli.outcome import OperationFailed

_MARKS = {"done": "[green]✔[/]", "skipped": "[dim]✔[/]", "running": "[cyan]…[/]", "failed": "[red]✘[/]"}
_WIDE = 10_000


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
        """The rows of a list's answer; with --json the answer itself."""
        if self.as_json:
            self.document(answer)
            return
        table = Table(box=None, header_style="bold")
        for column in columns:
            table.add_column(column, overflow="fold")
        for row in answer["data"]:
            table.add_row(*(_text(row.get(column)) for column in columns))
        self._out.print(table)

    def facts(self, document: dict[str, Any]) -> None:
        """One object, a line per field; with --json as it is."""
        if self.as_json:
            self.document(document)
            return
        table = Table(box=None, show_header=False)
        for name, value in document.items():
            table.add_row(f"[dim]{name}[/]", _text(value))
        self._out.print(table)

    def line(self, text: str) -> None:
        """A remark for people; scripts that asked for JSON do not get it."""
        if not self.as_json:
            self._out.print(text, markup=False)

    def problem(self, message: str) -> None:
        """One red line."""
        self._err.print(message, style="red", markup=False, soft_wrap=True)

    def follow(self, changes: Iterator[dict[str, Any]], *, good: str = "succeeded") -> dict[str, Any]:
        """Shows an operation until it ends; returns it. Raises OperationFailed unless it ended `good`."""
        draw = self._drawing if self._err.is_terminal and not self.as_json else self._telling
        last = deque(draw(changes), maxlen=1)[0]
        if last["state"] != good:
            error = last["error"] or {"message": f"The operation ended {last['state']}.", "next_action": ""}
            raise OperationFailed(f"{error['message']} {error['next_action']}".strip(), last)
        return last

    def _drawing(self, changes: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """At a terminal: a bar per step."""
        columns = (
            TextColumn("{task.fields[mark]}"),
            TextColumn("{task.description:<22}"),
            BarColumn(bar_width=24),
            TextColumn("[dim]{task.fields[note]}[/]"),
            TimeElapsedColumn(),
        )
        tasks: dict[str, TaskID] = {}
        with Progress(*columns, console=self._err) as bars:
            for change in changes:
                _update_bars(bars, tasks, change)
                yield change

    def _telling(self, changes: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """In logs and pipes: a line whenever a step's state changes."""
        seen: dict[str, str] = {}
        for change in changes:
            for step in change["steps"]:
                if step["state"] != "pending" and seen.get(step["name"]) != step["state"]:
                    seen[step["name"]] = step["state"]
                    self._err.print(f"{step['name']}: {step['state']}", markup=False)
            yield change


def _update_bars(bars: Progress, tasks: dict[str, TaskID], operation: dict[str, Any]) -> None:
    for step in operation["steps"]:
        name, state = step["name"], step["state"]
        if name not in tasks:
            tasks[name] = bars.add_task(name.replace("_", " "), total=100, start=False, mark=" ", note="")
        if state in _MARKS and not bars.tasks[tasks[name]].started:
            bars.start_task(tasks[name])
        note = step["message"].replace("[", r"\[") if state in ("running", "failed") else ""
        bars.update(tasks[name], completed=step["percent"], mark=_MARKS.get(state, " "), note=note[:60])
        if state in ("done", "skipped", "failed"):
            bars.stop_task(tasks[name])


def _text(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return str(value).replace("[", r"\[")
