"""Errors as pages; API callers keep the JSON shape of `control_plane.http_errors`."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from control_plane.errors import ControlPlaneError, NotAllowed, NotAuthenticated
from control_plane.http_errors import error_response


def install(blueprint: Blueprint) -> None:
    """Handlers of the panel's own views, and of addresses that nothing answers."""

    @blueprint.errorhandler(NotAuthenticated)
    def _sign_in_first(error: NotAuthenticated) -> ResponseReturnValue:  # noqa: ARG001 - Flask's signature
        wanted = request.full_path.rstrip("?") if request.method == "GET" else ""
        return redirect(url_for("panel.login", next=wanted) if len(wanted) > 1 else url_for("panel.login"))

    @blueprint.errorhandler(NotAllowed)
    def _set_up_first(error: NotAllowed) -> ResponseReturnValue:
        if error.code == "second_factor_missing":
            return redirect(url_for("panel.show_second_factor"), 303)
        return _page(error.status, error.message)

    @blueprint.errorhandler(ControlPlaneError)
    def _refused(error: ControlPlaneError) -> ResponseReturnValue:
        return _page(error.status, error.message)

    @blueprint.errorhandler(HTTPException)
    def _of_http(error: HTTPException) -> ResponseReturnValue:
        return _page(error.code or 500, error.description or error.name)

    @blueprint.app_errorhandler(404)
    def _no_such_page(error: HTTPException) -> ResponseReturnValue:
        if request.path.startswith("/api/") or not request.accept_mimetypes.accept_html:
            return error_response(404, "not_found", "There is no such page.")
        return _page(404, error.description or error.name)


def _page(status: int, message: str) -> ResponseReturnValue:
    return render_template("panel/error.html", status=status, message=message), status
