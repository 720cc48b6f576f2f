"""A month of usage as a file, written as it is read."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from control_plane.services.usage_figures import COLUMNS, cells
from foundation.csv_lines import UTF8_MARK, csv_line


@dataclass(frozen=True)
class UsageExport:
    """One kind of file; its key in EXPORTS is also the end of its name."""

    mimetype: str
    lines: Callable[[str, Iterable[Mapping[str, Any]], bool], Iterator[str]]
    """Of a month and what each tenant used in it; by day or not."""


def _as_csv(month: str, tenants: Iterable[Mapping[str, Any]], by_day: bool) -> Iterator[str]:
    own = ("day" if by_day else "month", "tenant", "tenant_id", "plan")
    yield UTF8_MARK + csv_line((*own, *([] if by_day else ["days"]), *COLUMNS))
    for row in tenants:
        for beginning, figures in _csv_rows(month, row, by_day=by_day):
            values = cells(figures)
            yield csv_line((*beginning, *(values[name] for name in COLUMNS)))


def _csv_rows(month: str, row: Mapping[str, Any], *, by_day: bool) -> Iterable[tuple[list[Any], Any]]:
    about = [row["tenant"], row["tenant_id"]]
    if not by_day:
        return [([month, *about, row["plan"], len(row["days"])], row["totals"])]
    return [([each["day"], *about, each["plan"]], each["figures"]) for each in row["days"]]


def _as_json(month: str, tenants: Iterable[Mapping[str, Any]], by_day: bool) -> Iterator[str]:  # noqa: ARG001 - it has both
    yield f'{{"month": {json.dumps(month)}, "data": ['
    for number, row in enumerate(tenants):
        yield (",\n" if number else "\n") + json.dumps(row, ensure_ascii=False)
    yield "]}\n"


USAGE_EXPORTS = {"csv": UsageExport("text/csv", _as_csv), "json": UsageExport("application/json", _as_json)}
