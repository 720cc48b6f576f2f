"""Lines of CSV files that people open in spreadsheets."""

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

UTF8_MARK = "\ufeff"
"""Before the first line: spreadsheets take the file for UTF-8 by this mark only."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_FURTHER_ON = re.compile(r"([;\t\r\n] *)(?=[=+\-@])")
"""Where another cell begins for a spreadsheet that separates at semicolons, as Brazilian ones do."""


def csv_line(cells: Iterable[Any]) -> str:
    """Texts that a spreadsheet would take for a formula begin with an apostrophe (OWASP, CSV injection)."""
    written = io.StringIO()
    csv.writer(written).writerow(_safe(cell) if isinstance(cell, str) else cell for cell in cells)
    return written.getvalue()


def _safe(text: str) -> str:
    text = _FURTHER_ON.sub(r"\1'", text)
    return f"'{text}" if text.startswith(_FORMULA) else text
