"""Operations as people and programs see them: submit, show, list, resume, watch."""

import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from control_plane.actor import Actor
from control_plane.database import Sessions, transaction
from control_plane.errors import Conflict, NotFound
from control_plane.models import Operation, OperationStep, Tenant, TenantLock
from control_plane.notices import Notices
from control_plane.operations.catalog import KINDS
from control_plane.services.audit import record

TERMINAL = frozenset({"succeeded", "failed", "undone"})
"""Nothing more happens by itself; `failed` goes on when somebody resumes it."""
_HEARTBEAT_SECONDS = 15
FAILURE = "failure"
"""Among an operation's results: why it was given up, which outlives its undoing."""


class Operations:
    """One row per change of a tenant; the runner does the work."""

    def __init__(self, sessions: Sessions, notices: Notices, platform_key: str) -> None:
        self._sessions = sessions
        self._notices = notices
        self._key = bytes.fromhex(platform_key)

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
        """Queues an operation and takes the tenant's lock, in the caller's transaction.

        The caller calls `announce` after its commit. Raises Conflict when another operation holds the tenant.
        """
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
        _take_lock(session, operation, actor)
        tenant.lifecycle = KINDS[kind].lifecycle_while or tenant.lifecycle
        record(session, actor, f"{kind}_submitted", tenant.id, operation=operation.id)
        return present(operation)

    def announce(self, operation_id: str) -> None:
        """Tells watchers, after the commit."""
        self._notices.publish(operation_id)

    def show(self, operation_id: str) -> dict[str, Any]:
        """Raises NotFound."""
        with transaction(self._sessions) as session:
            return present(find_operation(session, operation_id))

    def list_all(
        self, *, tenant: str | None = None, limit: int = 50, before: str | None = None
    ) -> list[dict[str, Any]]:
        """Newest first, of one tenant's slug or of all; `before`: id of the last one of the page before."""
        query = select(Operation).join(Tenant, Tenant.id == Operation.tenant_id)
        if tenant is not None:
            query = query.where(Tenant.slug == tenant)
        with transaction(self._sessions) as session:
            if before is not None:
                last = find_operation(session, before)
                query = query.where(
                    (Operation.created_at < last.created_at)
                    | ((Operation.created_at == last.created_at) & (Operation.id < last.id))
                )
            query = query.order_by(Operation.created_at.desc(), Operation.id.desc()).limit(limit)
            return [present(operation) for operation in session.scalars(query)]

    def resume(self, operation_id: str, actor: Actor) -> dict[str, Any]:
        """Queues a failed operation again; it walks from its first step and skips what already holds.

        A failed operation gave its tenant's lock back, so another may hold it now: Conflict. An operation
        that is not failed is Conflict too, except one that is under way already, which is just shown.
        """
        with transaction(self._sessions) as session:
            operation = find_operation(session, operation_id)
            if operation.state in ("succeeded", "undone"):
                raise Conflict(
                    "operation_over", f"The operation has {operation.state}: there is nothing to resume."
                )
            if operation.state == "failed":
                self.queue_again(session, operation, actor)
            shown = present(operation)
        self.announce(operation_id)
        return shown

    def queue_again(self, session: Session, operation: Operation, actor: Actor) -> None:
        """What `resume` does to a failed operation, in the caller's transaction. Raises Conflict."""
        _queue_again(session, operation, actor)
        record(session, actor, "operation_resumed", operation.tenant_id, operation=operation.id)

    def undo(self, operation_id: str, actor: Actor) -> dict[str, Any]:
        """Abandons a failed operation: what its steps made is taken back, last step first.

        Should that fail, `resume` goes on undoing. Raises NotFound, Conflict.
        """
        with transaction(self._sessions) as session:
            operation = find_operation(session, operation_id)
            if not _can_undo(operation):
                raise Conflict("cannot_undo", "Only a creation that has failed can be taken back.")
            operation.is_undoing = True
            operation.results = {**operation.results, FAILURE: _failure(operation)}
            _queue_again(session, operation, actor)
            record(session, actor, "operation_undone", operation.tenant_id, operation=operation.id)
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
                if shown["state"] in TERMINAL:
                    return
                wait()


def present(operation: Operation) -> dict[str, Any]:
    """The operation as API, CLI and panel show it."""
    error = None
    if operation.error_code:
        error = {
            "code": operation.error_code,
            "message": operation.error_message,
            "next_action": operation.next_action,
        }
    return {
        "id": operation.id,
        "kind": operation.kind,
        "tenant": operation.tenant.slug,
        "state": operation.state,
        "steps": [_present_step(step, error) for step in operation.steps],
        "error": error,
        "given_up_because": operation.results.get(FAILURE),
        "is_undoing": operation.is_undoing,
        "can_undo": _can_undo(operation),
        "can_correct": can_correct(operation),
        "requested_by": operation.requested_by,
        "attempts": operation.attempts,
        "retry_at": _moment(operation.retry_at),
        "created_at": _moment(operation.created_at),
        "started_at": _moment(operation.started_at),
        "finished_at": _moment(operation.finished_at),
    }


def _failure(operation: Operation) -> dict[str, Any]:
    step = next((step.name for step in operation.steps if step.state == "failed"), None)
    return {"code": operation.error_code, "message": operation.error_message, "step": step}


def _present_step(step: OperationStep, error: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "name": step.name,
        "state": step.state,
        "percent": step.percent,
        "message": step.message,
        "output": step.output,
        "error": error if step.state == "failed" else None,
        "started_at": _moment(step.started_at),
        "finished_at": _moment(step.finished_at),
    }


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None


def find_operation(session: Session, operation_id: str) -> Operation:
    """Raises NotFound."""
    operation = session.get(Operation, operation_id)
    if operation is None:
        raise NotFound("operation_not_found", "There is no such operation.")
    return operation


def _take_lock(session: Session, operation: Operation, actor: Actor) -> None:
    held = session.get(TenantLock, operation.tenant_id)
    if held is not None:
        raise _held(held)
    session.add(
        TenantLock(
            tenant_id=operation.tenant_id,
            operation_id=operation.id,
            holder=actor.name,
            reason=KINDS[operation.kind].reason,
        )
    )
    try:
        session.flush()
    except IntegrityError as error:  # two at once, on a database without SQLite's single writer
        raise Conflict(
            "tenant_locked", "Another operation has just taken this tenant: wait for it."
        ) from error


def _held(lock: TenantLock) -> Conflict:
    return Conflict(
        "tenant_locked",
        f"{lock.holder} holds this tenant since {lock.since:%Y-%m-%d %H:%M} UTC: {lock.reason}."
        " Wait until that operation ends.",
        holder=lock.holder,
        since=lock.since.isoformat(),
        reason=lock.reason,
        operation=lock.operation_id,
    )


def _queue_again(session: Session, operation: Operation, actor: Actor) -> None:
    _refuse_superseded(session, operation)
    _take_lock(session, operation, actor)
    operation.state = "queued"
    operation.attempts = 0
    operation.retry_at = operation.finished_at = None
    operation.error_code = operation.error_message = operation.next_action = None
    operation.fence += 1
    for step in operation.steps:
        if step.state == "failed":  # half done is to be undone too
            step.state = "done" if operation.is_undoing else "pending"
    operation.tenant.lifecycle = KINDS[operation.kind].lifecycle_while or operation.tenant.lifecycle


def _can_undo(operation: Operation) -> bool:
    """An undo that failed is resumed, not undone again."""
    if operation.state != "failed" or operation.is_undoing:
        return False
    return KINDS[operation.kind].lifecycle_undone is not None


def can_correct(operation: Operation) -> bool:
    """Whether it may be resumed with other credentials."""
    is_stopped = operation.state == "failed" and not operation.is_undoing
    return is_stopped and KINDS[operation.kind].takes_credentials


def _refuse_superseded(session: Session, operation: Operation) -> None:
    """An old failed restore must not undo what was restored after it."""
    newer = select(Operation.id).where(
        Operation.tenant_id == operation.tenant_id,
        Operation.kind == operation.kind,
        Operation.created_at > operation.created_at,
    )
    if session.scalars(newer.limit(1)).first() is not None:
        raise Conflict(
            "operation_superseded",
            "A newer operation of this kind exists: resume that one, or start another.",
        )
