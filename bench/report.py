"""Prints what a measurement found."""

import argparse
import json
import signal
import statistics
import sys
from collections.abc import Sequence
from typing import Any


def arguments(description: str | None) -> argparse.ArgumentParser:
    """What every measurement understands: `--help`, which says what it needs, and `--json`."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # it still puts away what it started
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="JSON lines instead of a table")
    return parser


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of `values` lie; nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median, p95 and worst, two decimals."""
    return {
        "p50": round(statistics.median(values), 2),
        "p95": round(quantile(values, 0.95), 2),
        "worst": round(max(values), 2),
        "runs": len(values),
    }


def note(text: str) -> None:
    """What is being done now, for whoever waits: on standard error, apart from the result."""
    print(text, file=sys.stderr, flush=True)


def show(title: str, rows: Sequence[dict[str, Any]]) -> None:
    """A table of `rows`, which share their keys; JSON lines when `--json` was asked for."""
    if "--json" in sys.argv:
        print(json.dumps({"title": title, "rows": list(rows)}))
        return
    print(f"\n{title}")
    columns = list(rows[0])
    widths = [max(len(str(row[column])) for row in [{column: column}, *rows]) for column in columns]
    for row in [dict(zip(columns, columns, strict=True)), *rows]:
        cells = (str(row[column]).ljust(width) for column, width in zip(columns, widths, strict=True))
        print("  " + "  ".join(cells))
