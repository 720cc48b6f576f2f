"""How a one-off job ends: one line of JSON on stdout, {"result": {…}} or {"error": {code, message, details}}.

`message` is a whole English sentence for people: the panel shows it, translated where it knows it.
"""

import json
import sys
from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError

from appliance.errors import AppError
from foundation.settings_reader import SettingsError

log = structlog.get_logger(__name__)


def report(work: Callable[[], dict[str, Any]]) -> int:
    """Does the work and says how it ended, whatever happens; the exit code: 0 done, 1 failed."""
    try:
        result = work()
    except AppError as error:
        return _failed(error.code, error.message, error.details)
    except SettingsError as error:
        problems = "; ".join(error.problems)
        return _failed("bad_settings", f"The job's settings are not usable: {problems}")
    except OperationalError as error:
        return _failed("database_unavailable", f"The database does not answer, or refuses: {error.orig}")
    except Exception as error:
        log.exception("job broke")
        return _failed("job_broke", f"The job broke ({type(error).__name__}): see its last lines.")
    _write({"result": result})
    return 0


def _failed(code: str, message: str, details: dict[str, Any] | None = None) -> int:
    _write({"error": {"code": code, "message": message, "details": details or {}}})
    return 1


def _write(outcome: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(outcome) + "\n")
