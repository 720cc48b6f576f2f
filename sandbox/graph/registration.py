"""A number's registration and PIN. Codes: Meta, business-phone-numbers/registration and error codes."""

import re

from sandbox.graph.errors import GraphError, invalid_value
from sandbox.registry import Registry
from sandbox.seed_file import Number
from sandbox.timeline import Timeline

CHANGES, PERIOD_SECONDS = 10, 72 * 60 * 60


def register(number: Number, pin: object, registry: Registry, timeline: Timeline) -> None:
    """Registers with the PIN, which the first registration sets; raises GraphError 133005, 133016, 131009."""
    _count(number, timeline)
    wanted = _checked(pin)
    if number.state.pin and number.state.pin != wanted:
        raise GraphError(133005, "(#133005) Two step verification PIN Mismatch", details="PIN mismatch.")
    number.state.pin, number.state.is_registered = wanted, True
    registry.save()


def deregister(number: Number, registry: Registry, timeline: Timeline) -> None:
    """From now on nothing can be sent; raises GraphError 133010, 133016."""
    must_be_registered(number)
    _count(number, timeline)
    number.state.is_registered = False
    registry.save()


def set_pin(number: Number, pin: object, registry: Registry) -> None:
    """Raises GraphError 131009 for what is no PIN."""
    number.state.pin = _checked(pin)
    registry.save()


def must_be_registered(number: Number) -> None:
    """Raises GraphError 133010."""
    if not number.state.is_registered:
        raise GraphError(
            133010, "(#133010) The account is not registered", details="Phone number not registered."
        )


def _checked(pin: object) -> str:
    if not isinstance(pin, str) or not re.fullmatch(r"\d{6}", pin):
        raise invalid_value("pin must have 6 digits.")
    return pin


def _count(number: Number, timeline: Timeline) -> None:
    now = timeline.now()
    recent = [at for at in number.state.registrations if at > now - PERIOD_SECONDS]
    if len(recent) >= CHANGES:
        raise GraphError(
            133016,
            "(#133016) Account register/deregister rate limit exceeded",
            details="Too many registrations of this number in 72 hours.",
        )
    number.state.registrations = [*recent, now]
