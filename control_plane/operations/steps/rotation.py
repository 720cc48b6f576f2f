"""A rotation's three moves in the vault; the steps between them make everything else agree before the next.

Which credentials are concerned, and which version each had before, is remembered when the first move is made:
that tells a repeat how far it had come.
"""

from collections.abc import Callable, Collection

from sqlalchemy.orm import Session

from control_plane.database import transaction
from control_plane.operations.step import Step, StepContext
from control_plane.services import rotating
from control_plane.services.credentials import Vault
from control_plane.services.rotating import ADMITTED, SETTLED, SWITCHED

_CONCERNED = "rotation"


def concerned(context: StepContext) -> dict[str, int]:
    """Name → version before, of every credential that this operation rotates."""
    return dict(context.recall(_CONCERNED) or {})


class AdmitCredentials:
    """A new value of each counts too from here on. What an earlier rotation left half-way is taken along."""

    name = "admit_credentials"
    deadline_seconds = 60

    def check(self, context: StepContext) -> bool:
        return bool(concerned(context)) and _all(context, _is_admitted)

    def apply(self, context: StepContext) -> None:
        vault = Vault(context.settings.platform_key)
        if not concerned(context):
            context.remember(_CONCERNED, _versions(context, vault))
        context.progress("Generating new passwords and keys", 20)
        with transaction(context.sessions) as session:
            for name, before in concerned(context).items():
                if vault.version(session, context.tenant_id, name) == before:
                    rotating.admit(session, vault, context.tenant_id, name)


class SwitchCredentials:
    """The new value of each is the one to use; the one before counts too."""

    name = "switch_credentials"
    deadline_seconds = 60

    def check(self, context: StepContext) -> bool:
        return _all(context, _is_switched)

    def apply(self, context: StepContext) -> None:
        _move(context, rotating.switch)


class RetireCredentials:
    """The value before counts no more."""

    name = "retire_credentials"
    deadline_seconds = 60

    def check(self, context: StepContext) -> bool:
        return _all(context, _is_retired)

    def apply(self, context: StepContext) -> None:
        _move(context, rotating.retire)


class Door:
    """Tells database, Redis or repository what opens it now: `step`, if the rotation concerns that.

    The same under two names in one operation: whichever did it has proven it for both.
    """

    def __init__(self, name: str, step: Step, credentials: Collection[str]) -> None:
        self.name = name
        self.deadline_seconds = step.deadline_seconds
        self._step = step
        self._credentials = frozenset(credentials)

    def check(self, context: StepContext) -> bool:
        return not self._credentials & concerned(context).keys() or self._step.check(context)

    def apply(self, context: StepContext) -> None:
        self._step.apply(context)


def _versions(context: StepContext, vault: Vault) -> dict[str, int]:
    found = {}
    with transaction(context.sessions) as session:
        for name in rotating.GENERATED:
            stage = rotating.stage(session, vault, context.tenant_id, name)
            if stage != SETTLED or name in context.inputs["credentials"]:
                version = vault.version(session, context.tenant_id, name)
                found[name] = version - 1 if stage == SWITCHED else version
    return found


def _move(context: StepContext, move: Callable[[Session, Vault, str, str], None]) -> None:
    vault = Vault(context.settings.platform_key)
    with transaction(context.sessions) as session:
        for name in concerned(context):
            move(session, vault, context.tenant_id, name)


def _all(context: StepContext, holds: Callable[[int, str, int], bool]) -> bool:
    vault = Vault(context.settings.platform_key)
    with transaction(context.sessions) as session:
        return all(
            holds(
                vault.version(session, context.tenant_id, name),
                rotating.stage(session, vault, context.tenant_id, name),
                before,
            )
            for name, before in concerned(context).items()
        )


def _is_admitted(version: int, stage: str, before: int) -> bool:
    return stage == ADMITTED or version > before


def _is_switched(version: int, stage: str, before: int) -> bool:  # noqa: ARG001 - one of three alike
    return version > before


def _is_retired(version: int, stage: str, before: int) -> bool:
    return version > before and stage == SETTLED
