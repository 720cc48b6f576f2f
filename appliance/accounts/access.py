"""Who may call a view. Every view is either `@public` or `@requires("…")`; an architecture test holds it.

Two ways in: `Authorization: Bearer <access token>`, or the session cookie, which a browser sends by
itself and which therefore needs the `X-CSRF-Token` header on everything that changes something.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from flask import Response, g, request

from appliance.accounts.models import User
from appliance.accounts.permissions import ALL, PUBLIC
from appliance.accounts.sign_ins import ABSOLUTE_LIMIT, SignedIn, by_access_token, by_cookie
from appliance.accounts.tokens import is_csrf_token
from appliance.audit.recording import AGENT_LENGTH, Origin, asked_by
from appliance.context import Context
from appliance.current import current_context
from appliance.errors import NotAllowed, NotAuthenticated

COOKIE = "guiche_session"
CSRF_HEADER = "X-CSRF-Token"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})

P = ParamSpec("P")
R = TypeVar("R")


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Marks a view that asks for no sign-in."""
    view.guiche_permission = PUBLIC  # type: ignore[attr-defined]
    return view


def requires(permission: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Lets the view run only for people whose role holds `permission`.

    Put it directly under the route, above the schemas: nobody learns from a validation error what they
    may not do. The guarded view raises NotAuthenticated `not_signed_in`, NotAllowed `csrf` or `not_allowed`.
    """
    if permission not in ALL:
        raise ValueError(f"no role holds {permission!r}: name it in accounts/permissions.py")

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            _enforce(permission)
            return view(*args, **kwargs)

        guarded.guiche_permission = permission  # type: ignore[attr-defined]
        return guarded

    return guard


def current_sign_in() -> SignedIn:
    """Who is asking and how. Only inside a view under `requires`."""
    return cast(SignedIn, g.guiche_signed_in)


def current_user() -> User:
    """Who is asking. Only inside a view under `requires`."""
    return current_sign_in().user


def authenticate_socket(auth: object) -> SignedIn | None:
    """Who opens a Socket.IO connection: `auth={"token": …}` or else the cookie of the handshake.

    The caller checks the handshake's Origin, as a browser sends the cookie from any page.
    """
    context = current_context()
    token = auth.get("token") if isinstance(auth, Mapping) else None
    if isinstance(token, str) and token:
        return by_access_token(context.sessions, context.settings.session_key, token)
    return by_cookie(context.sessions, request.cookies.get(COOKIE, ""))


def set_cookie(response: Response, cookie: str, *, remember: bool) -> None:
    """Keeps the sign-in in the browser: until it closes, or for the absolute limit if `remember`."""
    response.set_cookie(
        COOKIE, cookie, max_age=ABSOLUTE_LIMIT if remember else None, **_cookie_rules(current_context())
    )


def clear_cookie(response: Response) -> None:
    """Takes the cookie away again."""
    response.delete_cookie(COOKIE, **_cookie_rules(current_context()))


def _cookie_rules(context: Context) -> dict[str, Any]:
    is_https = context.settings.tenant.public_url.startswith("https://")
    return {"httponly": True, "samesite": "Strict", "secure": is_https, "path": "/"}


def _enforce(permission: str) -> None:
    signed_in = _identify()
    if signed_in is None:
        raise NotAuthenticated("not_signed_in", "Entre na sua conta.")
    if signed_in.cookie is not None and request.method not in _READING:
        given = request.headers.get(CSRF_HEADER, "")
        if not is_csrf_token(current_context().settings.session_key, signed_in.cookie, given):
            raise NotAllowed("csrf", f"Falta o cabeçalho {CSRF_HEADER}. Recarregue a página.")
    if not signed_in.user.may(permission):
        raise NotAllowed("not_allowed", "Seu perfil não permite isto.", permission=permission)
    g.guiche_signed_in = signed_in
    agent = request.headers.get("User-Agent", "")[:AGENT_LENGTH]
    user = signed_in.user
    asked_by(Origin(user.id, user.name, request.remote_addr, agent))


def _identify() -> SignedIn | None:
    context = current_context()
    header = request.headers.get("Authorization")
    if header is not None:  # a caller that names its token is never answered by a cookie instead
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer":
            return None
        return by_access_token(context.sessions, context.settings.session_key, token.strip())
    cookie = request.cookies.get(COOKIE)
    return by_cookie(context.sessions, cookie) if cookie else None
