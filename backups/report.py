"""JSON lines on standard output: what the runner shows live and what it keeps."""

import json
import sys
from typing import Any


def progress(message: str, percent: int) -> None:
    """Where the run is; `percent` from 0 to 100."""
    _write({"event": "progress", "message": message, "percent": percent})


def result(value: dict[str, Any]) -> None:
    """The outcome, once, as the last line of a run that succeeded."""
    _write({"event": "result", "result": value})


def error(code: str, message: str) -> None:
    """Why the run failed, once, as its last line."""
    _write({"event": "error", "code": code, "message": message})


def _write(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()
