"""How a one-off command ends: one line of JSON on stdout, the reason of a failure also on stderr."""

import json
import sys
from typing import Any


def done(**result: Any) -> int:
    """Exit code 0."""
    sys.stdout.write(json.dumps({"ok": True, **result}) + "\n")
    return 0


def failed(reason: str) -> int:
    """Exit code 1."""
    sys.stderr.write(reason + "\n")
    sys.stdout.write(json.dumps({"ok": False, "error": reason}) + "\n")
    return 1
