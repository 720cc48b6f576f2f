"""One small tree of errors; the HTTP edge turns each into `{"error": {code, message, details}}`."""

from typing import Any


class AppError(Exception):
    """`code` for programs, `message` for people, `details` for both; `status` is the HTTP status."""

    status = 500

    def __init__(self, code: str, message: str, **details: Any) -> None:
        self.code = code
        self.message = message
        self.details = details
        super().__init__(message)


class InvalidInput(AppError):
    """What was sent cannot be accepted as it is."""

    status = 422


class NotAuthenticated(AppError):
    """Nobody is signed in, or the token no longer counts."""

    status = 401


class NotAllowed(AppError):
    """Signed in, but the role does not permit it."""

    status = 403


class NotFound(AppError):
    """No such thing, or none this person may see."""

    status = 404


class Conflict(AppError):
    """Somebody else was first."""

    status = 409


class Gone(AppError):
    """It was there once and will not be again."""

    status = 410


class TooMany(AppError):
    """Slow down; `details.retry_after` in seconds."""

    status = 429


class Unavailable(AppError):
    """A part we depend on does not answer; trying again later is right."""

    status = 503
