"""Progress of the demo: a line for each step, live in a terminal, plain in a log."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Column

# The one column that gives way in a narrow terminal.
_NOTE = TextColumn(
    "{task.fields[note]}",
    style="dim",
    markup=False,
    table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"),
)


@dataclass
class Step:
    """One step under way; `note` says where it stands."""

    name: str
    progress: Progress
    task: TaskID
    is_live: bool
    last_note: str = ""

    def note(self, text: str, percent: float | None = None) -> None:
        """`percent` moves the bar; without it the bar only shows that something happens."""
        if self.is_live:
            self.progress.update(self.task, note=text, total=100 if percent is not None else None)
            if percent is not None:
                self.progress.update(self.task, completed=percent)
        elif text and text != self.last_note:
            self.last_note = text
            self.progress.console.print(
                f"  {self.name}: {text}", highlight=False, markup=False, soft_wrap=True
            )


class Steps:
    """Shows steps in the order in which they are begun."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._progress = Progress(
            SpinnerColumn(finished_text="[green]✓"),
            TextColumn("{task.description:<22}"),
            BarColumn(bar_width=16),
            TimeElapsedColumn(),
            _NOTE,
            console=console,
            disable=not console.is_terminal,
            expand=True,
        )
        self._began = time.monotonic()

    def __enter__(self) -> "Steps":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Begins a step; leaving the block normally finishes it."""
        task = self._progress.add_task(name, total=None, note="")
        step = Step(name, self._progress, task, self.console.is_terminal)
        began = time.monotonic()
        yield step
        self._progress.update(task, total=1, completed=1, note="")
        if not step.is_live:
            now = time.monotonic()
            line = f"[{now - self._began:6.1f} s] {name} ({now - began:.1f} s)"
            self.console.print(line, highlight=False, markup=False)
