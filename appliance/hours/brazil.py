"""Brazil's public holidays of a year, and those of a state.

The package that knows them (holidays) takes 45 MB: it is asked in a program of its own, which ends.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from appliance.errors import InvalidInput, Unavailable

_STATES = "AC AL AM AP BA CE DF ES GO MA MG MS MT PA PB PE PI PR RJ RN RO RR RS SC SE SP TO"
STATES: Final = frozenset(_STATES.split())
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2100
ROOT: Final = Path(__file__).parents[2]
_SECONDS: Final = 20


@dataclass(frozen=True)
class PublicHoliday:
    day: date
    name: str
    scope: str
    """national, optional or state."""


def public_holidays(year: int, state: str | None) -> list[PublicHoliday]:
    """By day. Raises InvalidInput `invalid_year` or `invalid_state`, Unavailable `holidays_unavailable`."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidInput("invalid_year", f"O ano vai de {FIRST_YEAR} a {LAST_YEAR}.", field="year")
    if state is not None and state not in STATES:
        raise InvalidInput("invalid_state", "Esta sigla não é de um estado do Brasil.", field="state")
    command = [sys.executable, "-m", "appliance.hours.brazil_program", str(year), state or ""]
    env = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(command, cwd="/", env=env, capture_output=True, timeout=_SECONDS, check=True)
    except (subprocess.SubprocessError, OSError) as error:
        raise Unavailable("holidays_unavailable", "O calendário não respondeu. Tente de novo.") from error
    return [
        PublicHoliday(date.fromisoformat(day), name, scope) for day, name, scope in json.loads(done.stdout)
    ]
