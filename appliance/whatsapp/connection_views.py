"""`/api/v1/settings/connections`: whether WhatsApp and FILA-IA accept our credentials, asked right now."""

from flask_smorest import Blueprint
from marshmallow import Schema, fields

from appliance.accounts.access import requires
from appliance.ai.client import AiError
from appliance.ai.provider import open_provider
from appliance.context import Context
from appliance.current import current_context
from appliance.whatsapp.graph import GraphClient, GraphError, NoAnswer, Unreachable
from appliance.whatsapp.graph_errors import meaning_of
from foundation.http import http_session

blueprint = Blueprint("settings", __name__, url_prefix="/api/v1/settings")


class ConnectionSchema(Schema):
    ok = fields.Boolean()
    detail = fields.String()


class ConnectionsSchema(Schema):
    whatsapp = fields.Nested(ConnectionSchema)
    fila_ia = fields.Nested(ConnectionSchema)


@blueprint.get("/connections")
@requires("settings.manage")
@blueprint.response(200, ConnectionsSchema)
def show_connections() -> dict[str, dict[str, object]]:
    """One call to each service."""
    context = current_context()
    return {"whatsapp": _whatsapp(context), "fila_ia": _fila_ia(context)}


def _whatsapp(context: Context) -> dict[str, object]:
    with http_session() as http:
        try:
            number = GraphClient(http, context.settings.whatsapp).number()
        except GraphError as error:
            meaning = meaning_of(error.code, error.http_status)
            return {"ok": False, "detail": f"{meaning.text} ({error.code}: {error.title})"}
        except (Unreachable, NoAnswer):
            return {"ok": False, "detail": "O WhatsApp não respondeu."}
    return {
        "ok": True,
        "detail": f"{number.get('verified_name', '')} {number.get('display_phone_number', '')}".strip(),
    }


def _fila_ia(context: Context) -> dict[str, object]:
    with open_provider(context) as provider:
        try:
            provider.client.check_key()
        except AiError as error:
            return {"ok": False, "detail": f"A FILA-IA não aceitou a chamada: {error}"}
    return {"ok": True, "detail": "A chave foi aceita."}
