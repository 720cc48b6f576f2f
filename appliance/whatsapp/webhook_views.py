"""`/webhooks/whatsapp`: the handshake, and bodies stored before they are answered. Nothing else happens here.

Meta, webhooks/create-webhook-endpoint: sign over the raw bytes with the app secret; anything but 200 is
delivered again for days, so what cannot be stored is answered 503.
"""

import hmac
from hashlib import sha256
from typing import cast

from flask import Response, current_app, request
from flask_smorest import Blueprint
from werkzeug.exceptions import RequestEntityTooLarge

from appliance.accounts.access import public
from appliance.context import Context
from appliance.current import current_context
from appliance.errors import NotAllowed, NotAuthenticated
from appliance.whatsapp.intake import Intake
from appliance.whatsapp.waking import wake
from foundation.rotating import accepted

BODY_LIMIT_BYTES = 3 * 1024 * 1024
"""Meta's own limit for one body."""

blueprint = Blueprint("webhooks", __name__, url_prefix="/webhooks")


@blueprint.get("/whatsapp")
@public
def handshake() -> Response:
    """Meta asks whether this address is ours: the challenge goes back if it knows the verify token."""
    given = request.args.get("hub.verify_token", "").encode()
    tokens = accepted(current_context().settings.whatsapp.verify_token)
    is_ours = any(hmac.compare_digest(given, token.encode()) for token in tokens)
    if request.args.get("hub.mode") != "subscribe" or not is_ours:
        raise NotAllowed("wrong_verify_token", "O token de verificação não confere.")
    return Response(request.args.get("hub.challenge", ""), mimetype="text/plain")


@blueprint.post("/whatsapp")
@public
def receive() -> Response:
    """200 once the body is stored (or was before); 401 for a wrong signature, 413 above 3 MB."""
    request.max_content_length = BODY_LIMIT_BYTES + 1  # a body in chunks is cut there without a word
    body = request.get_data(cache=False)
    if len(body) > BODY_LIMIT_BYTES:
        raise RequestEntityTooLarge
    context = current_context()
    if not is_signed(
        body, request.headers.get("X-Hub-Signature-256", ""), context.settings.whatsapp.app_secret
    ):
        raise NotAuthenticated("wrong_signature", "A assinatura não confere.")
    _intake(context).store(body)
    wake(context)
    return Response(status=200)


def _intake(context: Context) -> Intake:
    """The one of this app: requests that come at once share it."""
    return cast(Intake, current_app.extensions.setdefault("guiche_intake", Intake(context.sessions)))


def is_signed(body: bytes, header: str, app_secret: str) -> bool:
    """Whether `header` is `sha256=` and the HMAC of exactly these bytes, by any app secret that counts."""
    given = header.encode("utf-8", "replace")
    signatures = ["sha256=" + hmac.digest(key.encode(), body, sha256).hex() for key in accepted(app_secret)]
    return any(hmac.compare_digest(given, signature.encode()) for signature in signatures)
