"""Refusals of a send call that were switched on."""

from sandbox.faults import Faults
from sandbox.graph.errors import GraphError
from sandbox.graph.limits import number_too_fast


def refuse_by_fault(faults: Faults) -> None:
    """Raises the GraphError that a fault asks for, if any."""
    if faults.strikes("graph", "rate_limited"):
        raise number_too_fast()
    if faults.strikes("graph", "too_many_requests"):
        raise GraphError(4, "(#4) Application request limit reached", status=429, is_transient=True)
    if faults.strikes("graph", "server_error"):
        raise GraphError(
            131016,
            "(#131016) Service unavailable",
            status=500,
            details="A service is temporarily unavailable.",
            is_transient=True,
        )
    if faults.strikes("graph", "unavailable"):
        raise GraphError(2, "(#2) Service temporarily unavailable", status=503, is_transient=True)
