"""Views that only the platform may call, by its signature (foundation.platform_calls)."""

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import request

from appliance.accounts.access import public
from appliance.current import current_context
from appliance.errors import NotAuthenticated
from foundation.platform_calls import HEADER, Call, is_signed

P = ParamSpec("P")
R = TypeVar("R")


def by_platform(view: Callable[P, R]) -> Callable[P, R]:
    """Lets the view run only for calls that the platform signed. Directly under the route, as `requires`."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        _require_platform()
        return view(*args, **kwargs)

    return public(guarded)


def _require_platform() -> None:
    """Raises NotAuthenticated unless the platform signed this request."""
    said = request.query_string.decode("utf-8", "replace")
    target = f"{request.path}?{said}" if said else request.path
    key = current_context().settings.session_key
    header = request.headers.get(HEADER, "")
    call = Call(request.method, target, request.get_data(cache=True))
    if not is_signed(key, header, call, time.time()):
        raise NotAuthenticated("wrong_signature", "A assinatura não confere.")
