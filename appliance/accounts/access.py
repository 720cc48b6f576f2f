"""Who may call a view. Every view is either `@public` or `@requires("…")`; an architecture test holds it.

Two ways in: `Authorization: Bearer <access token>`, or the session cookie, which a browser sends by
itself and which therefore needs the `X-CSRF-Token` header on everything that changes something.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar, cast

from flask import Response, g, request

from appliance.accounts import api_tokens, login_limits
from appliance.accounts.models import User
from appliance.accounts.permissions import ALL, PUBLIC, SELF
from appliance.accounts.sign_ins import (
    ABSOLUTE_LIMIT,
    ACCESS_CHANGED,
    DISABLED,
    SignedIn,
    by_access_token,
    by_cookie,
    why_ended,
)
from appliance.accounts.tokens import is_csrf_token
from appliance.accounts.visitor import Visitor
from appliance.audit.recording import AGENT_LENGTH, Origin, asked_by
from appliance.context import Context
from appliance.current import current_context
from appliance.errors import NotAllowed, NotAuthenticated

COOKIE = "guiche_session"
DEVICE_COOKIE = "guiche_device"
"""Says that somebody signed in from this browser before (accounts.login_limits); it lets nobody in."""
DEVICE_SECONDS = 400 * 86_400
"""As long as browsers keep any cookie."""
AUTH_PATH = "/api/v1/auth"
CSRF_HEADER = "X-CSRF-Token"
SUPPORT_MARK = "Suporte #"
"""Before the number of the access by which an operator of the platform does what the audit tells of."""
_READING = frozenset({"GET", "HEAD", "OPTIONS"})

_ENDED: Final[dict[str | None, str]] = {
    DISABLED: "Sua conta foi desativada. Fale com quem administra as contas.",
    ACCESS_CHANGED: "Seu acesso mudou. Entre de novo.",
}

P = ParamSpec("P")
R = TypeVar("R")


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Marks a view that asks for no sign-in."""
    view.guiche_permission = PUBLIC  # type: ignore[attr-defined]
    return view


def requires(
    permission: str, *others: str, before_setup: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Lets the view run only for people whose role holds `permission`, or one of the `others`.

    `before_setup`: also for those whose role asks for a second factor that they have yet to set up.

    Put it directly under the route, above the schemas: nobody learns from a validation error what they
    may not do. The guarded view raises NotAuthenticated `not_signed_in`, NotAllowed `csrf`, `not_allowed`,
    `second_factor_setup` or `not_by_token`.
    """
    either = (permission, *others)
    for one in either:
        if one not in ALL:
            raise ValueError(f"no role holds {one!r}: name it in accounts/permissions.py")

    def guard(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            _enforce(either, before_setup=before_setup)
            return view(*args, **kwargs)

        guarded.guiche_permission = permission  # type: ignore[attr-defined]
        guarded.guiche_before_setup = before_setup  # type: ignore[attr-defined]
        return guarded

    return guard


def current_sign_in() -> SignedIn:
    """Who is asking and how. Only inside a view under `requires`."""
    return cast(SignedIn, g.guiche_signed_in)


def current_user() -> User:
    """Who is asking. Only inside a view under `requires`."""
    return current_sign_in().user


def refuse_support() -> None:
    """For what only people of the client's own have: password, second factor, tokens, a name of their choice.

    Raises NotAllowed `not_for_support`.
    """
    if current_user().is_support:
        raise NotAllowed("not_for_support", "Quem entra pelo suporte da plataforma não tem isto aqui.")


def authenticate_socket(auth: object) -> SignedIn | None:
    """Who opens a Socket.IO connection: `auth={"token": …}` or else the cookie of the handshake.

    Nobody who must set up a second factor first, and no API token. The caller checks the handshake's Origin,
    as a browser sends the cookie from any page.
    """
    context = current_context()
    token = auth.get("token") if isinstance(auth, Mapping) else None
    if isinstance(token, str) and token:
        found = by_access_token(context.sessions, context.settings.session_key, token)
    else:
        found = by_cookie(context.sessions, request.cookies.get(COOKIE, ""))
    return found if found is None or not found.user.must_set_up_second_factor else None


def visitor() -> Visitor:
    """From where this request comes."""
    return Visitor.of(request.remote_addr, request.headers.get("User-Agent"))


def known_device(email: str) -> str | None:
    """The name of this browser, if somebody signed in from it as `email` before."""
    key = current_context().settings.session_key
    return login_limits.known_device(key, email, request.cookies.get(DEVICE_COOKIE))


def remember_device(response: Response, email: str) -> None:
    """After a sign-in as `email`: its next attempts from here are counted apart from strangers'."""
    context = current_context()
    if known_device(email) is None:
        name = login_limits.new_device(context.settings.session_key, email)
        rules = {**_cookie_rules(context), "path": AUTH_PATH}
        response.set_cookie(DEVICE_COOKIE, name, max_age=DEVICE_SECONDS, **rules)


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


def _enforce(either: tuple[str, ...], *, before_setup: bool) -> None:
    signed_in = _identify()
    if signed_in is None:
        raise _not_signed_in()
    if signed_in.cookie is not None and request.method not in _READING:
        given = request.headers.get(CSRF_HEADER, "")
        if not is_csrf_token(current_context().settings.session_key, signed_in.cookie, given):
            raise NotAllowed("csrf", f"Falta o cabeçalho {CSRF_HEADER}. Recarregue a página.")
    user = signed_in.user
    if not any(map(user.may, either)):
        raise NotAllowed("not_allowed", "Seu perfil não permite isto.", permission=either[0])
    if signed_in.api_token is not None and SELF in either and not _is_me():
        raise NotAllowed("not_by_token", "Isto não se faz com um token de API.")
    if user.must_set_up_second_factor and not before_setup:
        raise NotAllowed("second_factor_setup", "Ative antes a verificação em duas etapas.")
    g.guiche_signed_in = signed_in
    asked_by(_origin_of(signed_in))


def _not_signed_in() -> NotAuthenticated:
    """With the reason, if the request's cookie was somebody's until their access was taken or changed."""
    cookie = request.cookies.get(COOKIE)
    reason = why_ended(current_context().sessions, cookie) if cookie and not _names_token() else None
    return NotAuthenticated(
        "not_signed_in", _ENDED.get(reason, "Entre na sua conta."), **({"reason": reason} if reason else {})
    )


def _names_token() -> bool:
    return "Authorization" in request.headers


def _is_me() -> bool:
    """Whose token is this? The one question about its owner that a token may ask."""
    return request.method in _READING and request.path == f"{AUTH_PATH}/me"


def _origin_of(signed_in: SignedIn) -> Origin:
    agent = request.headers.get("User-Agent", "")
    if signed_in.api_token is not None:
        agent = f"API «{signed_in.api_token}» {agent}"
    if signed_in.support_access_id is not None:
        agent = f"{SUPPORT_MARK}{signed_in.support_access_id} {agent}"
    return Origin(signed_in.user.id, signed_in.user.name, request.remote_addr, agent[:AGENT_LENGTH])


def _identify() -> SignedIn | None:
    context = current_context()
    header = request.headers.get("Authorization")
    if header is not None:  # a caller that names its token is never answered by a cookie instead
        scheme, _, token = header.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer":
            return None
        if token.startswith(api_tokens.PREFIX):
            return api_tokens.by_api_token(context.sessions, token, request.remote_addr)
        return by_access_token(context.sessions, context.settings.session_key, token)
    cookie = request.cookies.get(COOKIE)
    return by_cookie(context.sessions, cookie) if cookie else None
