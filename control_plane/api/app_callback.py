"""`/webhooks/meta`: the platform's own address at Meta. What it brings is stored before it is answered.

Anything but 200 is delivered again for days (Meta, webhooks/create-webhook-endpoint).
"""

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from control_plane.access import public
from control_plane.services.container import Services
from control_plane.whatsapp.envelope import LONGEST_BODY


def make_blueprint(services: Services) -> Blueprint:
    """Nobody signs in there: Meta proves itself by the verify token and by its signature."""
    blueprint = Blueprint("app_callback", __name__)

    @blueprint.get("/webhooks/meta")
    @public
    def shake_hands() -> Response:
        """The challenge goes back when the verify token is ours."""
        given = request.args
        services.app_webhooks.check_handshake(given.get("hub.mode", ""), given.get("hub.verify_token", ""))
        return Response(given.get("hub.challenge", ""), mimetype="text/plain")

    @blueprint.post("/webhooks/meta")
    @public
    def receive_webhook() -> Response:
        """200 once it is stored, or was before; 401 for a wrong signature, 413 above 3 MB."""
        request.max_content_length = LONGEST_BODY + 1  # a body in chunks is cut there without a word
        body = request.get_data(cache=False)
        if len(body) > LONGEST_BODY:
            raise RequestEntityTooLarge
        services.app_webhooks.receive(body, request.headers.get("X-Hub-Signature-256", ""))
        return Response(status=200)

    return blueprint
