"""One operation as a person reads it: what it is and how it stands, then its steps with their output."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from control_plane.cli.values import moment, since

Operation = dict[str, Any]


def operation_card(operation: Operation) -> dict[str, str]:
    """What `Output.card` shows of the API's answer: label → text."""
    undo = "undo of " if operation["is_undoing"] else ""
    lines = {
        "operation": operation["id"],
        "kind": undo + operation["kind"].replace("_", " "),
        "tenant": operation["tenant"],
        "state": _state(operation),
        "asked for": f"{since(operation['created_at'])}, by {operation['requested_by']}",
        "started": since(operation["started_at"]),
        "finished": since(operation["finished_at"]),
    }
    if error := operation["error"]:
        lines |= {"error": f"{error['message']} ({error['code']})", "do": error["next_action"]}
    return lines


def step_lines(operation: Operation) -> Iterator[str]:
    """Every step, and what it said."""
    for at, step in enumerate(operation["steps"], start=1):
        yield f"{at:>2}. {step['name'].replace('_', ' ')}: {_standing(step)}"
        said = step["output"] or step["message"]
        yield from (f"    {line}" for line in said.splitlines())


def _state(operation: Operation) -> str:
    if turn := operation["waits_for"]:
        return f"{operation['state']}, behind {operation['ahead']} more of this tenant, now {turn['kind']}"
    if operation["retry_at"]:
        return f"{operation['state']}, until {moment(operation['retry_at'])}"
    if operation["canceled_by"]:
        return f"{operation['state']}, canceled by {operation['canceled_by']}"
    return str(operation["state"])


def _standing(step: dict[str, Any]) -> str:
    if step["state"] == "running":
        return f"running, {step['percent']} %"
    begin, end = step["started_at"], step["finished_at"]
    if not begin or not end:
        return str(step["state"])
    seconds = (datetime.fromisoformat(end) - datetime.fromisoformat(begin)).total_seconds()
    return f"{step['state']}, {max(0, round(seconds))} s"
