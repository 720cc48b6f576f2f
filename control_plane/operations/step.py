"""What a step is, and what it is given.

The runner walks an operation's steps in order, always from the first: `check` true → skipped; else `apply`,
then `check` again, which must now be true. A runner killed anywhere is followed by another that starts at
the first step, so `apply` must bear being run again after it stopped half-way.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from control_plane.adapters.all import Adapters
from control_plane.database import Sessions
from control_plane.settings import Settings


class Progress(Protocol):
    """Tells what is going on; also the place where a lost lease or a passed deadline stops the step."""

    def __call__(self, message: str, percent: int | None = None) -> None:
        """`message` for people, masked before it is stored; `percent` of this step, 0 to 100.

        Raises LeaseLost when another runner has taken the operation over.
        """


@dataclass(frozen=True)
class StepContext:
    """Everything a step may use. `adapters` is what the runner alone can reach (Docker, edge …)."""

    operation_id: str
    tenant_id: str
    inputs: dict[str, Any]
    settings: Settings
    sessions: Sessions
    adapters: Adapters
    progress: Progress
    remember: Callable[[str, Any], None]
    """Stores a result under a name for later steps and for the record (operation.results)."""
    recall: Callable[[str], Any]
    """A result stored earlier, or None."""


class Step(Protocol):
    """A stateless object; one per file in `operations/steps`."""

    name: str
    """snake_case, stable: it is stored and translated in the panel."""
    deadline_seconds: int

    def check(self, context: StepContext) -> bool:
        """Whether the effect holds already: a question asked of the world, not a memory."""

    def apply(self, context: StepContext) -> None:
        """Makes it hold. Raises StepFailed (says what to do) or RetryLater."""


@runtime_checkable
class UndoableStep(Step, Protocol):
    """A step whose effect an operator may ask to have taken back when the operation is abandoned."""

    def undo(self, context: StepContext) -> None:
        """Takes the effect back; must bear being run when nothing was done."""
