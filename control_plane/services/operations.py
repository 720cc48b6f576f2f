"""Operations as people and programs ask for them: submit, show, watch, cancel, resume, undo."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, reading, transaction, utc_now
from control_plane.errors import Conflict, NotFound
from control_plane.models import Operation, OperationStep, Tenant
from control_plane.notices import Notices
from control_plane.operations.catalog import KINDS
from control_plane.operations.ending import stop
from control_plane.operations.queue import LONGEST_QUEUE
from control_plane.operations.states import ENDED, LIVE, OVER, STOPPED
from control_plane.roles import Permission
from control_plane.services.audit import record
from control_plane.services.operation_view import FAILURE, can_cancel, can_undo, failure, present
from control_plane.services.planning import Rehearsed, make_plan
from control_plane.services.resuming import resume_refusal
from control_plane.services.tenant_change import fields_of
from control_plane.settings import Settings

_HEARTBEAT_SECONDS = 15
WAIVERS = ("without_backup", "without_safety_backup")
"""Inputs by which somebody does without what would be done otherwise."""


class Operations:
    """One row per change of a tenant; the runner does the work."""

    def __init__(self, sessions: Sessions, notices: Notices, settings: Settings) -> None:
        self._sessions = sessions
        self._notices = notices
        self._settings = settings
        self._key = bytes.fromhex(settings.lasting_key)

    def digest(self, request: object) -> str:
        """A keyed digest of a request: tells repeats apart without keeping (guessable) secrets."""
        canonical = json.dumps(request, sort_keys=True, default=str).encode()
        return hmac.new(self._key, canonical, hashlib.sha256).hexdigest()

    def find_repeat(self, session: Session, key: str | None, digest: str) -> dict[str, Any] | None:
        """The operation that `key` made before. Raises Conflict if it was another request."""
        if key is None:
            return None
        operation = session.scalars(select(Operation).where(Operation.idempotency_key == key)).first()
        if operation is None:
            return None
        if operation.request_digest != digest:
            raise Conflict(
                "idempotency_key_reused",
                "This Idempotency-Key came with another request before: use a new key.",
                operation=operation.id,
            )
        return present(operation)

    def submit(
        self,
        session: Session,
        *,
        kind: str,
        tenant: Tenant,
        inputs: dict[str, Any],
        actor: Actor,
        key: str | None = None,
        digest: str | None = None,
    ) -> dict[str, Any]:
        """Queues an operation behind the tenant's others, in the caller's transaction.

        The caller calls `announce` after its commit. Raises Conflict when the tenant's queue is full. For
        whoever only rehearses it raises Rehearsed with the plan: what the caller did beside it is taken back.
        """
        _refuse_full_queue(session, tenant)
        if actor.is_rehearsing:
            raise Rehearsed(make_plan(session, self._settings, kind, tenant, inputs))
        return present(enqueue(session, kind, tenant, inputs, actor, key=key, digest=digest))

    def announce(self, operation_id: str) -> None:
        """Tells watchers, after the commit."""
        self._notices.publish(operation_id)

    def show(self, operation_id: str) -> dict[str, Any]:
        """Raises NotFound."""
        with reading(self._sessions) as session:
            return present(find_operation(session, operation_id))

    def resume(self, operation_id: str, actor: Actor) -> dict[str, Any]:
        """Queues an operation again that failed or was stopped; it skips what already holds.

        It has its old place among the tenant's others. Conflict when it is over or being taken back, or the
        tenant is not what it was (services/resuming.py); one that is under way already is just shown.
        """
        with transaction(self._sessions) as session:
            operation = find_operation(session, operation_id)
            if operation.state in OVER:
                raise Conflict(
                    "operation_over", f"The operation has {operation.state}: there is nothing to resume."
                )
            if operation.is_undoing and operation.state in LIVE:
                raise Conflict(
                    "operation_undoing", "It is being taken back: there is nothing to resume, let that end."
                )
            if operation.state in STOPPED:
                self.queue_again(session, operation, actor)
            shown = present(operation)
        self.announce(operation_id)
        return shown

    def resumed_with(self, operation_id: str) -> Permission:
        """What one must hold to resume it. Raises NotFound."""
        with reading(self._sessions) as session:
            return KINDS[find_operation(session, operation_id).kind].resumed_with

    def queue_again(self, session: Session, operation: Operation, actor: Actor) -> None:
        """What `resume` does to one that stopped, in the caller's transaction. Raises Conflict."""
        _queue_again(session, operation)
        record(session, actor, "operation_resumed", operation.tenant_id, operation=operation.id)

    def undo(self, operation_id: str, actor: Actor) -> dict[str, Any]:
        """Abandons an operation that stopped: what its steps made is taken back, last step first.

        Should that fail, `resume` goes on undoing. Raises NotFound, Conflict.
        """
        with transaction(self._sessions) as session:
            operation = find_operation(session, operation_id)
            self.give_up(session, operation, actor)
            shown = present(operation)
        self.announce(operation_id)
        return shown

    def give_up(self, session: Session, operation: Operation, actor: Actor) -> None:
        """What `undo` does to one that stopped, in the caller's transaction. Raises Conflict."""
        if not can_undo(operation):
            raise Conflict("cannot_undo", "Only a creation that has failed or was stopped can be taken back.")
        operation.is_undoing = True
        operation.results = {**operation.results, FAILURE: failure(operation)}
        _queue_again(session, operation)
        record(session, actor, "operation_undone", operation.tenant_id, operation=operation.id)

    def cancel(self, operation_id: str, actor: Actor) -> dict[str, Any]:
        """Stops an operation: at once while nobody works on it, otherwise before its next step.

        What its steps did stays. Asked twice it changes nothing. Raises NotFound; Conflict when it has ended,
        is in its last step, or takes a creation back.
        """
        with transaction(self._sessions) as session:
            operation = find_operation(session, operation_id)
            if operation.state in ENDED or operation.is_undoing:
                raise Conflict(
                    "cannot_cancel",
                    "It has ended already, or takes a creation back: there is nothing to stop.",
                )
            if operation.canceled_by is None:
                if not can_cancel(operation):
                    raise Conflict(
                        "in_last_step", "Its last step is under way: there is no other to stop before."
                    )
                operation.canceled_by = actor.name
                record(session, actor, "operation_canceled", operation.tenant_id, operation=operation.id)
                if operation.state != "running":
                    operation.state = "canceled"
                    operation.fence += 1
                    stop(session, operation, _next_step(operation))
            shown = present(operation)
        self.announce(operation_id)
        return shown

    def watch(self, operation_id: str) -> Iterator[dict[str, Any] | None]:
        """The operation now and after each change, until it is terminal; None every 15 s without change."""
        with self._notices.waiter(operation_id) as wait:
            last: dict[str, Any] | None = None
            quiet_since = time.monotonic()
            while True:
                shown = self.show(operation_id)
                if shown != last:
                    yield shown
                    last, quiet_since = shown, time.monotonic()
                elif time.monotonic() - quiet_since > _HEARTBEAT_SECONDS:
                    yield None
                    quiet_since = time.monotonic()
                if shown["state"] in ENDED:
                    return
                wait()


def enqueue(
    session: Session,
    kind: str,
    tenant: Tenant,
    inputs: dict[str, Any],
    actor: Actor,
    *,
    key: str | None = None,
    digest: str | None = None,
) -> Operation:
    """The row behind the tenant's others, in the caller's transaction; nothing is refused here."""
    operation = Operation(
        kind=kind,
        tenant_id=tenant.id,
        tenant=tenant,
        idempotency_key=key,
        request_digest=digest,
        inputs=inputs,
        results={},
        requested_by=actor.name,
        steps=[OperationStep(position=at, name=name) for at, name in enumerate(KINDS[kind].steps)],
    )
    session.add(operation)
    session.flush()
    record(session, actor, f"{kind}_submitted", tenant.id, operation=operation.id, **_about(inputs))
    return operation


def _about(inputs: dict[str, Any]) -> dict[str, Any]:
    """What the audit trail holds of them: fields that change, and what was to be done without."""
    fields = sorted(fields_of(inputs))
    waived = [name for name in WAIVERS if inputs.get(name)]
    return ({"fields": fields} if fields else {}) | ({"waived": waived} if waived else {})


def find_operation(session: Session, operation_id: str) -> Operation:
    """Raises NotFound."""
    operation = session.get(Operation, operation_id)
    if operation is None:
        raise NotFound("operation_not_found", "There is no such operation.")
    return operation


def _refuse_full_queue(session: Session, tenant: Tenant) -> None:
    live = select(func.count()).select_from(Operation)
    count = session.scalar(live.where(Operation.tenant_id == tenant.id, Operation.state.in_(LIVE))) or 0
    if count >= LONGEST_QUEUE:
        raise Conflict(
            "queue_full",
            f"{count} operations of this tenant are under way or waiting: let them end, or cancel some.",
        )


def _next_step(operation: Operation) -> str:
    """The first that is not done."""
    names = [step.name for step in operation.steps if step.state not in ("done", "skipped")]
    return names[0] if names else operation.steps[-1].name


def _queue_again(session: Session, operation: Operation) -> None:
    if refused := resume_refusal(session, operation):
        raise refused
    operation.state = "queued"
    operation.attempts = 0
    operation.resumed_at = utc_now()
    operation.retry_at = operation.finished_at = None
    operation.error_code = operation.error_message = operation.next_action = None
    operation.fence += 1
    for step in operation.steps:
        if step.state == "failed":  # half done is to be undone too
            step.state = "done" if operation.is_undoing else "pending"
