"""Rows and fields laid out for the width there is; what somebody may copy is never cut."""

from collections.abc import Iterator, Mapping, Sequence

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

_GAP = 2
_MAY_FOLD = {"name": 24, "what": 30}
"""Columns that may take several lines, and how narrow they may become; the others stay whole."""


def rows_within(width: int, titles: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[Table]:
    """One table of at least one row; where its rows do not fit, a card for each row."""
    if _least_width(titles, rows) > width:
        for row in rows:
            yield card(dict(zip(titles, row, strict=True)), gap_below=1)
        return
    table = Table(box=None, header_style="bold", padding=(0, _GAP, 0, 0))
    for title in titles:
        table.add_column(title, no_wrap=title not in _MAY_FOLD, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    yield table


def card(lines: Mapping[str, str], gap_below: int = 0) -> Table:
    """A line per label, folded beside it."""
    grid = Table.grid(padding=(0, _GAP))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, text in lines.items():
        grid.add_row(label, Text(text))
    for _ in range(gap_below):
        grid.add_row()
    return grid


def _least_width(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Of a table that shows every cell whole."""
    total = 0
    for at, title in enumerate(titles):
        longest = max(cell_len(line) for row in rows for line in row[at].split("\n"))
        least = min(longest, _MAY_FOLD.get(title, longest))
        total += max(least, cell_len(title)) + _GAP
    return total
