"""The letter box under `/sandbox/mails`, and an e-mail as a mail program would show it."""

from typing import Any

from flask import Blueprint, Response

from sandbox.errors import UnknownThing
from sandbox.mail.letters import Letter, Letters

_LETTER_POLICY = (
    "default-src 'none'; img-src http: https: data:; style-src 'unsafe-inline'; frame-ancestors 'none'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
)
"""Inline styles are what e-mails are made of; scripts, forms and this page's own origin stay out."""


def mail_routes(letters: Letters) -> Blueprint:
    """Reading what the tenants' programs sent."""
    routes = Blueprint("mail", __name__)

    @routes.get("/mails")
    def mails() -> dict[str, Any]:
        return {"data": [letter.as_json() for letter in letters.all()]}

    @routes.get("/mails/<int:letter_id>/html")
    def html(letter_id: int) -> Response:
        response = Response(_known(letter_id).part("html"), mimetype="text/html")
        response.headers["Content-Security-Policy"] = _LETTER_POLICY
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    def _known(letter_id: int) -> Letter:
        letter = letters.find(letter_id)
        if letter is None:
            raise UnknownThing(f"no e-mail {letter_id}")
        return letter

    return routes
