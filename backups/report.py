"""JSON lines on standard output: where the run is, and as the last line its one outcome.

The outcome has the shape of every job's: {"result": {…}} or {"error": {code, message, details}}.
"""

import json
import sys
from typing import Any


def progress(message: str, percent: int) -> None:
    """Where the run is; `percent` from 0 to 100."""
    _write({"progress": {"message": message, "percent": percent}})


def result(value: dict[str, Any]) -> None:
    """The outcome, once, as the last line of a run that succeeded."""
    _write({"result": value})


def error(code: str, message: str) -> None:
    """Why the run failed, once, as its last line."""
    _write({"error": {"code": code, "message": message, "details": {}}})


def _write(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
