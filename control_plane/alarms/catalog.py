"""What each alarm says: data, beside one another in three languages.

`codes/*.json` has an entry for every code that is ever raised: how grave it is, the reason, the next step.
The texts have places for the alarm's details, its `subject`, the tenant's `slug` and `tenant_name`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from control_plane.operations.words import Words, read_words

WARNING, CRITICAL = SEVERITIES = ("warning", "critical")
"""Look at it these days; look at it now: somebody is without service, or data is at risk."""
NONE, ONLY_CRITICAL, EVERY = LEVELS = ("none", "critical", "all")
"""Which of them somebody is mailed."""


def is_graver(severity: str, than: str) -> bool:
    """Both of SEVERITIES."""
    return SEVERITIES.index(severity) > SEVERITIES.index(than)


@dataclass(frozen=True)
class AlarmCode:
    severity: str
    """Unless whoever raises it says otherwise."""
    reason: Words
    next: Words


@cache
def alarm_codes() -> Mapping[str, AlarmCode]:
    """The files, read once."""
    paths = sorted((Path(__file__).parent / "codes").glob("*.json"))
    entries = [entry for path in paths for entry in read_words(path).items()]
    return {code: AlarmCode(**entry) for code, entry in entries}
