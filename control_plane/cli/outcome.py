"""How a command can end badly; `main` turns each into one red line and its exit code."""

from typing import Any

OK = 0
OPERATION_FAILED = 1
BAD_INPUT = 2
UNREACHABLE = 3
NOT_ALLOWED = 4
INTERRUPTED = 130


class CommandError(Exception):
    """`document` is what --json prints instead of the line."""

    exit_code = BAD_INPUT

    def __init__(self, message: str, document: dict[str, Any] | None = None) -> None:
        self.document = document or {
            "error": {"code": type(self).__name__, "message": message, "details": {}}
        }
        super().__init__(message)


class BadInput(CommandError):
    """The command or what the API made of it is wrong; nothing was started."""


class OperationFailed(CommandError):
    """The operation ended, but not well, and can be resumed; or some of what was asked for was refused."""

    exit_code = OPERATION_FAILED


class Unreachable(CommandError):
    """The API does not answer, or not as an API."""

    exit_code = UNREACHABLE


class Refused(CommandError):
    """No valid token, or not permitted."""

    exit_code = NOT_ALLOWED


class Interrupted(CommandError):
    """Ctrl-C, or nothing more to read where somebody was asked."""

    exit_code = INTERRUPTED
