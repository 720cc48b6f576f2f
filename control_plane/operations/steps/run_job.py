"""Runs one of a tenant's one-off jobs and turns a bad end into what its outcome line says.

Every job (appliance/commands, backups, prepare_database.sh) ends with one line of JSON:
{"result": {…}} or {"error": {"code", "message", "details"}}, the message being a sentence for people.
"""

import json
from typing import Any

from control_plane.adapters.jobs import Job, JobResult
from control_plane.errors import StepFailed
from control_plane.operations.step import StepContext
from control_plane.operations.steps.pace import Pace

_TAIL_LINES = 20
_LINE_LENGTH = 500


def run_job(context: StepContext, job: Job, doing: str) -> dict[str, Any]:
    """What the job reports as its result. `doing` is what people read meanwhile.

    Raises StepFailed with the job's own code and sentence; its last lines go into the step's output.
    """
    tell = Pace(context.progress)
    return outcome(
        context.adapters.jobs.run(job, lambda seconds: tell(doing, min(90, 5 + int(seconds)))), doing
    )


def outcome(ended: JobResult, doing: str) -> dict[str, Any]:
    """What a job that has ended says that it did. Raises StepFailed as `run_job`."""
    told, lines = _outcome(ended.output)
    if ended.exit_code == 0 and isinstance(told.get("result"), dict):
        result: dict[str, Any] = told["result"]
        return result
    raise _failure(ended, told.get("error"), doing, lines)


def _failure(ended: JobResult, error: Any, doing: str, lines: list[str]) -> StepFailed:
    output = "\n".join(line[:_LINE_LENGTH] for line in lines[-_TAIL_LINES:])
    if isinstance(error, dict) and error.get("message"):
        return StepFailed(str(error.get("code") or "job_failed"), str(error["message"]), output=output)
    why = f"{doing}: the job ended with exit code {ended.exit_code} without saying why; see its last lines."
    return StepFailed("job_failed", why, output=output)


def _outcome(output: str) -> tuple[dict[str, Any], list[str]]:
    """The last outcome line, read ({} if there is none), and every other line that is not empty."""
    lines = [line.rstrip() for line in output.splitlines() if line.strip()]
    for at in range(len(lines) - 1, -1, -1):
        document = _json(lines[at])
        if "result" in document or "error" in document:
            return document, lines[:at] + lines[at + 1 :]
    return {}, lines


def _json(line: str) -> dict[str, Any]:
    if not line.startswith("{"):
        return {}
    try:
        document = json.loads(line)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
