"""Runs one of a tenant's one-off jobs and turns a bad end into a sentence."""

from control_plane.adapters.jobs import Job
from control_plane.errors import StepFailed
from control_plane.operations.step import StepContext
from control_plane.operations.steps.pace import Pace

_TAIL_LINES = 4
_TAIL_LENGTH = 600


def run_job(context: StepContext, job: Job, doing: str) -> str:
    """The job's last lines. `doing` is what people read meanwhile. Raises StepFailed on a bad exit code."""
    tell = Pace(context.progress)

    def tick(seconds: float) -> None:
        tell(doing, min(90, 10 + int(80 * seconds / job.timeout_seconds)))

    result = context.adapters.jobs.run(job, tick)
    if result.exit_code != 0:
        raise StepFailed(
            "job_failed", f"{doing} ended with exit code {result.exit_code}: {tail(result.output)}"
        )
    return result.output


def tail(output: str) -> str:
    """What matters in a failure stands at the end."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return " ⏎ ".join(lines[-_TAIL_LINES:])[-_TAIL_LENGTH:] or "it said nothing"
