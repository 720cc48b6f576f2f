"""One small tree of errors, each with what to do next."""

from typing import Any


class ControlPlaneError(Exception):
    """`code` for programs, `message` for people (it says what to do), `details` for both."""

    status = 500

    def __init__(self, code: str, message: str, **details: Any) -> None:
        self.code = code
        self.message = message
        self.details = details
        super().__init__(message)


class InvalidInput(ControlPlaneError):
    """Refused before anything is made."""

    status = 422


class NotAuthenticated(ControlPlaneError):
    """No operator is signed in, or the token no longer counts."""

    status = 401


class NotAllowed(ControlPlaneError):
    """Signed in, but not permitted."""

    status = 403


class NotFound(ControlPlaneError):
    """No such tenant, operation or backup."""

    status = 404


class Conflict(ControlPlaneError):
    """The name is taken, or another operation holds the tenant (details: holder, since, reason)."""

    status = 409


class TooMany(ControlPlaneError):
    """Slow down; `details.retry_after` in seconds."""

    status = 429


class NoStorage(ControlPlaneError):
    """The platform database cannot grow: its disk is full."""

    status = 507


class StepFailed(ControlPlaneError):
    """A step could not do its work; the operation stays resumable and shows `message`.

    `details.output`: lines for the step's output, masked there. `details.next_action`: instead of the usual.
    """


class RetryLater(StepFailed):
    """The cause is expected to pass (an engine that restarts, a name not yet resolved)."""


class LeaseLost(ControlPlaneError):
    """Another runner took the operation over: this one must stop touching it at once."""
