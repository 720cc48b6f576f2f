"""The canary in terms that may be imported anywhere: what it is called, whom it knows, the parts of a run."""

from collections.abc import Mapping

PREFIX = "canary-"
"""Of a canary's slug; no client's begins so."""
NOWHERE = "http://127.0.0.1:9"
"""What a canary takes for Meta and FILA-IA: a port of its own container at which nobody listens."""

CREATE, USE, BACK_UP, DELETE = PARTS = ("create", "use", "back_up", "delete")
"""Of a run, in their order."""
_OF_STEPS: Mapping[str, str] = {"use_help_desk": USE, "first_backup": BACK_UP}


def part_of(kind: str, step: str) -> str:
    """Which part of a run a step of one of its two operations belongs to."""
    return DELETE if kind == "delete_canary" else _OF_STEPS.get(step, CREATE)
