"""The audit trail as files that people and programs read."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from foundation.csv_lines import UTF8_MARK, csv_line

Entries = Iterable[dict[str, Any]]
_COLUMNS = ("id", "at", "actor", "action", "tenant", "tenant_id", "remote_address", "details", "hash")


@dataclass(frozen=True)
class Export:
    """One kind of file; its key in EXPORTS is also the end of its name."""

    mimetype: str
    lines: Callable[[Entries], Iterator[str]]


def _as_csv(entries: Entries) -> Iterator[str]:
    yield UTF8_MARK + csv_line(_COLUMNS)
    for entry in entries:
        cells = {**entry, "details": json.dumps(entry["details"], ensure_ascii=False)}
        yield csv_line("" if cells[name] is None else cells[name] for name in _COLUMNS)


def _as_json_lines(entries: Entries) -> Iterator[str]:
    for entry in entries:
        yield json.dumps(entry, ensure_ascii=False) + "\n"


EXPORTS = {"csv": Export("text/csv", _as_csv), "jsonl": Export("application/jsonl", _as_json_lines)}
