"""Lines of CSV files that people open in spreadsheets."""

import csv
import io
from collections.abc import Iterable
from typing import Any

UTF8_MARK = "\ufeff"
"""Before the first line: spreadsheets take the file for UTF-8 by this mark only."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_line(cells: Iterable[Any]) -> str:
    """Texts that a spreadsheet would take for a formula begin with an apostrophe (OWASP, CSV injection)."""
    safe = (f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in cells)
    written = io.StringIO()
    csv.writer(written).writerow(safe)
    return written.getvalue()
