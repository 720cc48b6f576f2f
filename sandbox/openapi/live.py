"""Refuses, while the sandbox runs, what Meta's OpenAPI file would refuse (setting SANDBOX_OPENAPI)."""

from pathlib import Path
from typing import Any

from sandbox.graph.errors import invalid_value


class OpenApiJudge:
    """With no file everything passes; the libraries are loaded only for one."""

    def __init__(self, file: Path | None) -> None:
        self._contract = None
        if file is not None:
            from sandbox.openapi.contract import Contract, read_document  # noqa: PLC0415 - 20 MB for tests only

            self._contract = Contract(read_document(file))

    def check_message(self, body: dict[str, Any]) -> None:
        """Raises GraphError 131009 naming the place in the body."""
        if self._contract is None:
            return
        problem = self._contract.problem("{Phone-Number-ID}/messages", body)
        if problem is not None:
            raise invalid_value(f"Meta's OpenAPI file refuses this: {problem}")
