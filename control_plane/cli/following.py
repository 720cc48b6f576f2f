"""An operation as it goes on: a bar per step at a terminal, a line per change in a pipe.

One that is being undone is shown backwards, as it is worked on, and without what never began.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TaskID, TextColumn
from rich.text import Text

from control_plane.cli.values import plain

Changes = Iterator[dict[str, Any]]
_MARKS = {
    "done": "[green]✔[/]",
    "skipped": "[dim]✔[/]",
    "running": "[cyan]…[/]",
    "failed": "[red]✘[/]",
    "undone": "[green]↶[/]",
}


def draw(console: Console, changes: Changes) -> Changes:
    """At a terminal: a bar per step."""
    columns = (
        TextColumn("{task.fields[mark]}"),
        TextColumn("{task.description:<22}"),
        BarColumn(bar_width=24),
        _Took(),
        TextColumn("[dim]{task.fields[note]}[/]"),
    )
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=console) as bars:
        for change in changes:
            for step in _in_order(change):
                _update_bar(bars, tasks, step)
            yield change


def tell(console: Console, changes: Changes) -> Changes:
    """In logs and pipes: a line whenever a step's state changes."""
    seen: dict[str, str] = {}
    for change in changes:
        for step in _in_order(change):
            if step["state"] != "pending" and seen.get(step["name"]) != step["state"]:
                seen[step["name"]] = step["state"]
                console.print(f"{step['name']}: {step['state']}", markup=False)
        yield change


def _in_order(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The steps as they are worked on; of an undo, those that have not had their turn are still pending."""
    steps: list[dict[str, Any]] = operation["steps"]
    if not operation["is_undoing"]:
        return steps
    to_undo = [step for step in reversed(steps) if step["state"] != "pending"]
    return [_waiting(step) if step["state"] in ("done", "skipped") else step for step in to_undo]


def _waiting(step: dict[str, Any]) -> dict[str, Any]:
    return {**step, "state": "pending", "percent": 0, "started_at": None, "finished_at": None}


def _update_bar(bars: Progress, tasks: dict[str, TaskID], step: dict[str, Any]) -> None:
    name, state = step["name"], step["state"]
    if name not in tasks:
        tasks[name] = bars.add_task(
            name.replace("_", " "), total=100, mark=" ", note="", started_at=None, finished_at=None
        )
    note = plain(step["message"]).replace("[", r"\[") if state in ("running", "failed") else ""
    bars.update(
        tasks[name],
        completed=step["percent"],
        mark=_MARKS.get(state, " "),
        note=note[:60],
        started_at=step["started_at"],
        finished_at=step["finished_at"],
    )


class _Took(ProgressColumn):
    """How long the step itself took, or has taken so far: not how long somebody has been watching."""

    def render(self, task: Task) -> Text:
        started, finished = task.fields["started_at"], task.fields["finished_at"]
        return Text(_took(started, finished) if started else "", style="progress.elapsed")


def _took(started: str, finished: str | None) -> str:
    begin = datetime.fromisoformat(started)
    end = datetime.fromisoformat(finished) if finished else datetime.now(begin.tzinfo)
    return str(timedelta(seconds=max(0, int((end - begin).total_seconds()))))
