"""Everything that is written about a running operation: fenced, masked, and announced after the commit."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, transaction, utc_now
from control_plane.errors import ControlPlaneError, StepFailed
from control_plane.models import Backup, Credential, Hostname, Operation
from control_plane.notices import Notices
from control_plane.operations.catalog import CANARIES, KINDS
from control_plane.operations.ending import end, lifecycle_stopped, next_action, stop
from control_plane.operations.engine.lease import Lease, hold
from control_plane.operations.engine.masking import mask
from control_plane.operations.queue import is_ready
from control_plane.services import alarms, canary_outcomes, operation_alarms
from control_plane.services.credentials import Vault
from control_plane.services.events_out import tell_operation
from control_plane.services.operations import enqueue
from control_plane.services.resuming import is_overtaken

MOST_ATTEMPTS = 8
"""Retries, or deaths of the runner, without any step getting done in between."""
_LONGEST_WAIT_SECONDS = 60
_OUTPUT_LINES = 40


class Journal:
    """The record of one operation under one lease. Every method raises LeaseLost once that is gone."""

    def __init__(self, sessions: Sessions, notices: Notices, vault: Vault, lease: Lease) -> None:
        self._sessions = sessions
        self._notices = notices
        self._vault = vault
        self._lease = lease

    def begin(self) -> Operation:
        """The operation with its steps; marks its start the first time.

        Raises StepFailed when its tenant has become one that it may not work on, also while it was stopped.
        """
        with self._writing() as (session, operation):
            if not is_ready(operation, operation.tenant.lifecycle) or is_overtaken(session, operation):
                raise _not_ready(operation)
            operation.started_at = operation.started_at or utc_now()
            return operation

    def is_canceled(self) -> bool:
        """Whether somebody asked for it to stop."""
        with transaction(self._sessions) as session:
            return session.get_one(Operation, self._lease.operation_id).canceled_by is not None

    def step_started(self, position: int) -> None:
        """The step is about to be applied."""
        with self._writing() as (_, operation):
            step = operation.steps[position]
            step.state, step.percent, step.message, step.output = "running", 0, "", ""
            step.attempts += 1
            step.started_at, step.finished_at = utc_now(), None

    def step_held(self, position: int) -> None:
        """The step's effect was there already: done by an earlier run (known or killed), or skipped."""
        with self._writing() as (_, operation):
            step = operation.steps[position]
            if step.state != "done":
                step.state = "done" if step.attempts else "skipped"
                step.percent = 100
                step.finished_at = utc_now()

    def step_done(self, position: int) -> None:
        """The step was applied and checked; getting on forgives earlier attempts."""
        with self._writing(attempts=0) as (_, operation):
            step = operation.steps[position]
            step.state, step.percent, step.finished_at = "done", 100, utc_now()

    def step_undone(self, position: int) -> None:
        """The step's effect was taken back; its times are now those of its undoing, if that had any."""
        with self._writing(attempts=0) as (_, operation):
            step = operation.steps[position]
            step.started_at = step.started_at if step.state == "running" else None
            step.state, step.percent, step.attempts, step.finished_at = "undone", 100, 0, utc_now()

    def progress(self, position: int, message: str, percent: int | None) -> None:
        """A line of what is going on."""
        with self._writing() as (session, operation):
            step = operation.steps[position]
            said, step.message = step.message, self._masked(session, operation, message)
            if step.message != said:  # a step that waits tells the same again and again, as a sign of life
                step.output = _appended(step.output, step.message)
            if percent is not None:
                step.percent = min(max(percent, 0), 100)

    def remember(self, name: str, value: Any) -> None:
        """Stores a result for later steps."""
        with self._writing() as (_, operation):
            operation.results = {**operation.results, name: value}

    def succeeded(self) -> None:
        """All steps hold: ends the operation, moves the tenant's lifecycle on and frees the tenant; what
        follows on it is queued."""
        with self._writing(state="succeeded") as (session, operation):
            self._end(session, operation, KINDS[operation.kind].lifecycle_after)
            operation_alarms.succeeded(session, operation)
            tell_operation(session, operation)
            canary_outcomes.succeeded(session, operation)
            if follower := KINDS[operation.kind].followed_by:
                enqueue(session, follower, operation.tenant, {}, Actor(operation.requested_by))
            if operation.tenant.lifecycle == "deleted":
                alarms.clear_all(session, operation.tenant_id)

    def undone(self) -> None:
        """Nothing is left of the tenant but its row, a tombstone that a new creation may take up again."""
        with self._writing(state="undone") as (session, operation):
            for table in (Hostname, Credential, Backup):
                session.execute(delete(table).where(table.tenant_id == operation.tenant_id))
            self._end(session, operation, KINDS[operation.kind].lifecycle_undone)
            alarms.clear_all(session, operation.tenant_id)

    def failed(self, position: int | None, error: ControlPlaneError) -> str:
        """Ends the operation as resumable and frees the tenant: a failed backup must not stop the next one.
        Returns the reason as it is shown, without secrets.

        What may be done to a tenant whose creation failed is decided where operations are submitted: nothing
        but resuming it.
        """
        with self._writing(state="failed") as (session, operation):
            self._explain(session, operation, position, error, "failed")
            operation.next_action = str(error.details.get("next_action") or next_action(operation))
            self._end(session, operation, lifecycle_stopped(operation))
            if operation.kind in CANARIES:
                canary_outcomes.failed(session, operation)
            else:
                operation_alarms.failed(session, operation)
            return str(operation.error_message)

    def canceled(self, position: int) -> None:
        """Ends the operation before the step at `position`, as somebody asked; what was done stays."""
        with self._writing(state="canceled") as (session, operation):
            stop(session, operation, operation.steps[position].name)

    def retry_later(self, position: int, error: ControlPlaneError) -> bool:
        """Puts the operation aside for a while, still holding its tenant; False when it waited too often."""
        with self._writing() as (session, operation):
            if operation.canceled_by:
                operation.state = "canceled"
                stop(session, operation, operation.steps[position].name)
                return True
            if operation.attempts + 1 >= MOST_ATTEMPTS:
                return False
            operation.attempts += 1
            wait = min(2**operation.attempts, _LONGEST_WAIT_SECONDS)
            operation.state = "waiting"
            operation.retry_at = utc_now() + timedelta(seconds=wait)
            operation.lease_holder = operation.lease_until = None
            self._explain(session, operation, position, error, "pending")
            operation.next_action = f"Nothing: it is tried again by itself in {wait} seconds."
            return True

    @contextmanager
    def _writing(self, **changes: Any) -> Iterator[tuple[Session, Operation]]:
        with transaction(self._sessions) as session:
            hold(session, self._lease, **changes)
            operation = session.get_one(Operation, self._lease.operation_id)
            yield session, operation
        self._notices.publish(self._lease.operation_id)

    def _masked(self, session: Session, operation: Operation, text: str) -> str:
        return mask(text, self._vault.values(session, operation.tenant_id))

    def _explain(
        self,
        session: Session,
        operation: Operation,
        position: int | None,
        error: ControlPlaneError,
        step_state: str,
    ) -> None:
        operation.error_code = error.code
        operation.error_message = self._masked(session, operation, error.message)
        if position is not None:
            step = operation.steps[position]
            step.state = step_state
            step.finished_at = utc_now() if step_state == "failed" else None
            if output := error.details.get("output"):
                step.output = _appended(step.output, self._masked(session, operation, str(output)))

    def _end(self, session: Session, operation: Operation, lifecycle: str | None) -> None:
        if operation.state in ("succeeded", "undone"):
            operation.error_code = operation.error_message = operation.next_action = None
        end(session, operation, lifecycle)


def _appended(output: str, more: str) -> str:
    return "\n".join([*output.splitlines(), *more.splitlines()][-_OUTPUT_LINES:])


def _not_ready(operation: Operation) -> StepFailed:
    return StepFailed(
        "tenant_not_ready",
        f"The tenant is {operation.tenant.lifecycle} by now: another operation was there first.",
        next_action="Nothing, or ask for it again once the tenant is back.",
    )
