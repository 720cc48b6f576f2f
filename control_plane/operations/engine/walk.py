"""One walk through the steps of an operation, always from the first."""

import time
from collections.abc import Callable, Mapping
from threading import Event
from typing import Any

import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from control_plane.adapters.all import Adapters
from control_plane.database import Sessions
from control_plane.errors import ControlPlaneError, LeaseLost, RetryLater, StepFailed
from control_plane.models import Operation
from control_plane.operations.engine.journal import MOST_ATTEMPTS, Journal
from control_plane.operations.step import Step, StepContext, UndoableStep
from control_plane.settings import Settings

log = structlog.get_logger(__name__)


class StopRequested(Exception):
    """The runner is asked to end: leave the step here, another runner will start over."""


class Canceled(Exception):
    """Somebody asked for the operation to stop, and between two steps it does."""


class Walk:
    """check → skip; else apply → check again, which must now hold. Ends in exactly one journal entry."""

    def __init__(
        self,
        journal: Journal,
        steps: Mapping[str, Step],
        *,
        settings: Settings,
        sessions: Sessions,
        adapters: Adapters,
        stop: Event,
    ) -> None:
        self._journal = journal
        self._steps = steps
        self._settings = settings
        self._sessions = sessions
        self._adapters = adapters
        self._stop = stop
        self._position: int | None = None
        self._deadline: float | None = None
        self.is_lost = Event()
        """Set by the heartbeat: somebody else has the lease, so stop at the next line of progress."""

    def overdue_seconds(self) -> float:
        """How long ago the current step's deadline passed; negative while there is time left."""
        deadline = self._deadline
        return time.monotonic() - deadline if deadline is not None else float("-inf")

    def run(self) -> bool:
        """Walks until the end, a failure or a lost lease; False when it stopped because it was asked to."""
        try:
            self._outcome()
        except StopRequested:
            return False
        except LeaseLost:
            log.warning("lease lost")
        except SQLAlchemyError:
            log.exception("platform database failed; the lease runs out and the operation is taken up again")
        return True

    def give_up_hung(self) -> None:
        """Fails the operation from outside, because its current step does not come back."""
        self._fail(StepFailed("step_hung", "The step does not come back, long past its deadline."))

    def _outcome(self) -> None:
        try:
            self._walk()
        except IntegrityError as error:  # the database is there and says no: so it will the next time
            log.exception("record refused", position=self._position)
            self._fail(_record_refused(error))
        except (LeaseLost, StopRequested, SQLAlchemyError):
            raise
        except Canceled:
            self._journal.canceled(self._position or 0)
        except RetryLater as error:
            if not self._journal.retry_later(self._position or 0, error):
                self._fail(error)
        except ControlPlaneError as error:
            self._fail(error)
        except Exception as error:
            log.exception("step broke", position=self._position)
            self._fail(
                StepFailed("step_broke", f"The step broke ({type(error).__name__}): see the runner's log.")
            )

    def _walk(self) -> None:
        operation = self._journal.begin()
        if operation.attempts >= MOST_ATTEMPTS:
            raise StepFailed("runner_died", "The runner died again and again on this operation: see its log.")
        results = dict(operation.results)
        rows = list(enumerate(operation.steps))
        for position, row in reversed(rows) if operation.is_undoing else rows:
            self._position = position
            step = self._steps[row.name]
            self._deadline = time.monotonic() + step.deadline_seconds
            context = self._context(operation, position, step, results)
            if operation.is_undoing:
                self._take_back(position, step, context, is_news=row.state not in ("pending", "undone"))
            else:
                self._step(position, step, context)
            self._deadline = None
        end = self._journal.undone if operation.is_undoing else self._journal.succeeded
        end()

    def _take_back(self, position: int, step: Step, context: StepContext, *, is_news: bool) -> None:
        """Undoing proves absence itself; a step without `undo` leaves nothing outside what others remove.

        Not news: what never began, or an earlier walk has undone already. It is undone, but not told again.
        """
        self._interrupt(step)
        if isinstance(step, UndoableStep):
            if is_news:
                self._journal.step_started(position)
            step.undo(context)
        if is_news:
            self._journal.step_undone(position)

    def _step(self, position: int, step: Step, context: StepContext) -> None:
        self._interrupt(step)
        if self._journal.is_canceled():
            raise Canceled
        if step.check(context):
            self._journal.step_held(position)
            return
        self._journal.step_started(position)
        step.apply(context)
        if not step.check(context):
            raise StepFailed("not_effective", "The step ended without an error, but its effect is not there.")
        self._journal.step_done(position)

    def _interrupt(self, step: Step) -> None:
        """Where a step may be left: between steps, and at each line of progress."""
        if self._stop.is_set():
            raise StopRequested
        if self.is_lost.is_set():
            raise LeaseLost("lease_lost", "Another runner has taken this operation over.")
        if self.overdue_seconds() > 0:
            raise StepFailed("deadline_passed", f"The step took longer than {step.deadline_seconds} seconds.")

    def _context(
        self, operation: Operation, position: int, step: Step, results: dict[str, Any]
    ) -> StepContext:
        def progress(message: str, percent: int | None = None) -> None:
            self._interrupt(step)
            self._journal.progress(position, message, percent)

        def remember(name: str, value: Any) -> None:
            self._journal.remember(name, value)
            results[name] = value

        recall: Callable[[str], Any] = results.get
        return StepContext(
            operation_id=operation.id,
            tenant_id=operation.tenant_id,
            inputs=operation.inputs,
            settings=self._settings,
            sessions=self._sessions,
            adapters=self._adapters,
            progress=progress,
            remember=remember,
            recall=recall,
        )

    def _fail(self, error: ControlPlaneError) -> None:
        said = self._journal.failed(self._position, error)
        log.warning("operation failed", code=error.code, step=self._position, reason=said)


def _record_refused(error: IntegrityError) -> StepFailed:
    """Without the statement's values, which nobody masks."""
    return StepFailed(
        "record_refused",
        f"The platform's database does not take what the step would record ({type(error.orig).__name__}): see"
        " the runner's log.",
    )
