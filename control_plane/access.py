"""Who may call what: every view says so with one marker, and a request to a view without one is refused.

    @requires("tenants.read")     an operator with that permission
    @public                       anyone

Two ways to be recognised: `Authorization: Bearer <token>` (API, CLI), or the panel's session cookie, whose
mutating requests must repeat the session's token in `X-CSRF-Token` (or in a form's `csrf_token` field).
What an operator holds is said by their role (roles.py).
"""

import secrets
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, g, request, session

from control_plane.actor import Actor, Visitor
from control_plane.errors import NotAllowed, NotAuthenticated
from control_plane.roles import Permission, permissions_of
from control_plane.services.accounts import Accounts, CodeNeeded, SignedIn

View = TypeVar("View", bound=Callable[..., Any])

_PUBLIC = "public"
_FRAMEWORK_VIEWS = frozenset({"static", "openapi_json"})
"""Made by Flask and flask-smorest, which leave no place for a marker; both are public."""
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def requires(permission: Permission, *, before_setup: bool = False) -> Callable[[View], View]:
    """Marks a view (put it nearest to the function): only operators holding `permission` may call it.

    `before_setup`: also while they lack the second factor that the platform requires.
    """

    def mark(view: View) -> View:
        view.access = permission  # type: ignore[attr-defined]
        view.before_setup = before_setup  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Marks a view that anyone may call."""
    view.access = _PUBLIC  # type: ignore[attr-defined]
    return view


def access_of(app: Flask, endpoint: str) -> str | None:
    """What the endpoint's view declares; None if it declares nothing (and so is refused)."""
    if endpoint.rpartition(".")[2] in _FRAMEWORK_VIEWS:
        return _PUBLIC
    access: str | None = getattr(app.view_functions[endpoint], "access", None)
    return access


def is_before_setup(app: Flask, endpoint: str) -> bool:
    """Whether the endpoint's view is for whoever has yet to set up a second factor."""
    return bool(getattr(app.view_functions[endpoint], "before_setup", False))


def install_access(app: Flask, accounts: Accounts) -> None:
    """Checks every request before its view runs."""

    @app.before_request
    def _check() -> None:
        if request.endpoint is None:  # no such page: 404 or 405 follows
            return
        if request.method not in _SAFE_METHODS and request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise NotAllowed("cross_site", "Another site may not act on your behalf.")
        declared = access_of(current_app, request.endpoint)
        g.actor = _from_token(accounts) or _from_cookie(accounts)
        if declared == _PUBLIC:
            return
        if declared is None:
            raise NotAllowed("undeclared", "This page does not say who may open it, so nobody may.")
        if g.actor is None:
            raise NotAuthenticated("not_authenticated", "Sign in, or send a valid API token.")
        _check_permission(g.actor, declared)
        if g.actor.must_set_up_factor and not is_before_setup(current_app, request.endpoint):
            raise NotAllowed(
                "second_factor_missing", "This platform requires a second factor: set it up before all else."
            )
        if not g.by_token and request.method not in _SAFE_METHODS:
            _check_csrf()


def current_actor() -> Actor:
    """The operator of this request. Raises NotAuthenticated."""
    actor: Actor | None = g.get("actor")
    if actor is None:
        raise NotAuthenticated("not_authenticated", "Sign in, or send a valid API token.")
    return actor


def require(permission: Permission) -> None:
    """For what a view does beyond what it declares. Raises NotAllowed, NotAuthenticated."""
    _check_permission(current_actor(), permission)


def may(permission: Permission) -> bool:
    """Whether whoever is signed in holds `permission`: what they may not do is not offered."""
    actor: Actor | None = g.get("actor")
    return actor is not None and permission in actor.permissions


def is_signed_in() -> bool:
    """Whether somebody is recognised on this request, public pages included."""
    return g.get("actor") is not None


def this_visitor() -> Visitor:
    """Where this request comes from."""
    return Visitor(request.remote_addr, request.user_agent.string)


def open_session(came: SignedIn) -> None:
    """Gives the browser the session of somebody whom `Accounts` has just let in."""
    session.clear()
    session.permanent = True
    session["id"] = came.token
    session["csrf"] = secrets.token_urlsafe(32)
    g.actor = came.actor


def open_challenge(needed: CodeNeeded) -> None:
    """Keeps in the signed cookie that the password was right: the code comes with the next request."""
    session.clear()
    session["challenge"] = needed.challenge


def current_challenge() -> dict[str, Any]:
    """What `open_challenge` kept. Raises NotAuthenticated."""
    challenge: dict[str, Any] | None = session.get("challenge")
    if challenge is None:
        raise NotAuthenticated("challenge_expired", "That took too long: sign in again.")
    return challenge


def close_session() -> None:
    """Forgets the browser session."""
    session.clear()
    g.actor = None


def csrf_token() -> str:
    """What the page's own scripts and forms must send back; empty when nobody is signed in."""
    return str(session.get("csrf", ""))


def _from_token(accounts: Accounts) -> Actor | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    g.by_token = scheme.lower() == "bearer"
    return accounts.by_token(token.strip(), this_visitor()) if g.by_token else None


def _from_cookie(accounts: Accounts) -> Actor | None:
    if g.by_token or "id" not in session:
        return None
    return accounts.by_session(session["id"], this_visitor(), is_use=not _is_in_background())


def _is_in_background() -> bool:
    """A page that keeps itself current: nobody need be there."""
    return "X-Background" in request.headers or request.accept_mimetypes.best == "text/event-stream"


def _check_permission(actor: Actor, permission: str) -> None:
    if permission not in actor.permissions:
        raise NotAllowed(
            "not_permitted",
            "The scope of this token does not allow this: use one with a wider scope."
            if actor.token_id is not None and permission in permissions_of(actor.role)
            else "Your role does not allow this: ask an owner of the platform.",
            permission=permission,
            role=actor.role,
        )


def _check_csrf() -> None:
    sent = request.headers.get("X-CSRF-Token") or request.form.get("csrf_token", "")
    if not sent or not secrets.compare_digest(sent.encode(), csrf_token().encode()):
        raise NotAllowed("bad_csrf_token", "The page is out of date: reload it and try again.")
