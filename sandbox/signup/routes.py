"""`/<version>/dialog/oauth` for people, `/graph/<version>/oauth/access_token` for programs.

Source: Meta, facebook-login/guides/advanced/manual-flow.
"""

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from sandbox.graph.body import graph_body
from sandbox.signup.codes import Signup

Json = dict[str, Any]
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"
_NEEDED = ("client_id", "redirect_uri", "state", "config_id")


def dialog_routes(signup: Signup) -> Blueprint:
    """The page that a client's person sees, and its two ends."""
    routes = Blueprint("signup_dialog", __name__, template_folder="templates")

    @routes.get("/dialog/oauth")
    def ask(version: str) -> AnyResponse:
        asked = {name: request.args.get(name, "") for name in _NEEDED}
        is_code = request.args.get("response_type") == "code"
        if not re.fullmatch(r"v\d+\.\d", version) or not is_code or not all(asked.values()):
            return Response(
                "The dialog needs client_id, redirect_uri, state, config_id, response_type=code.", 400
            )
        if urlsplit(asked["redirect_uri"]).scheme not in ("http", "https"):
            return Response("redirect_uri is no web address.", 400)
        if "cancel" in request.args:
            return _back(asked, error="access_denied", error_reason="user_denied")
        phones = tuple(filter(None, (_digits(request.args.get(name, "")) for name in ("phone", "phone2"))))
        if "name" not in request.args or not phones:
            return Response(render_template("signup/dialog.html", asked=asked))
        name = request.args["name"].strip()[:80] or "Cliente"
        return _back(asked, code=signup.grant(asked["client_id"], asked["redirect_uri"], name, phones))

    @routes.after_request
    def harden(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cache-Control"] = "no-store"
        return response

    return routes


def exchange_routes(signup: Signup) -> Blueprint:
    """Where a code becomes a token."""
    routes = Blueprint("signup_exchange", __name__)

    @routes.route("/oauth/access_token", methods=["GET", "POST"])
    def exchange() -> Json:
        given = {**request.args, **(graph_body() if request.method == "POST" else {})}
        names = ("client_id", "client_secret", "code", "redirect_uri")
        token = signup.exchange(*(str(given.get(name, "")) for name in names))
        return {"access_token": token, "token_type": "bearer"}

    return routes


def _back(asked: dict[str, str], **answer: str) -> AnyResponse:
    address = asked["redirect_uri"]
    joint = "&" if "?" in address else "?"
    return redirect(f"{address}{joint}{urlencode({**answer, 'state': asked['state']})}")


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)[:15]
