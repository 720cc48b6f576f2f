"""What belongs to a number: registration, codes, profile, settings."""

import re
from typing import Any
from urllib.parse import quote

from flask import Blueprint, request

from sandbox.graph.access import Access
from sandbox.graph.body import graph_body
from sandbox.graph.errors import invalid_parameter, invalid_value, missing
from sandbox.graph.registration import deregister, register
from sandbox.graph.shapes.fields import filled, list_of, one_of, pattern, shape, text
from sandbox.graph.uploads import Uploads
from sandbox.registry import Registry
from sandbox.timeline import Timeline

Json = dict[str, Any]
_VERTICALS = (
    "OTHER AUTO BEAUTY APPAREL EDU ENTERTAIN EVENT_PLAN FINANCE GROCERY GOVT HOTEL HEALTH NONPROFIT"
    " PROF_SERVICES RETAIL TRAVEL RESTAURANT ALCOHOL ONLINE_GAMBLING PHYSICAL_GAMBLING OTC_DRUGS"
)
_CODE_REQUEST = shape(
    {
        "code_method": one_of("SMS", "VOICE"),
        "language": pattern(r"[a-z]{2}_[A-Z]{2}", "a language like pt_BR"),
    }
)
PROFILE = shape(
    {"messaging_product": one_of("whatsapp")},
    {
        "about": filled(139),
        "address": text(256),
        "description": text(512),
        "email": pattern(r"(?=.{0,128}$)[^@\s]+@[^@\s]+", "an e-mail address"),
        "profile_picture_handle": text(1024),
        "websites": list_of(pattern(r"https?://\S{1,248}", "a web address"), 0, 2),
        "vertical": one_of(*_VERTICALS.split()),
    },
)
_PROFILE = ("about", "address", "description", "email", "profile_picture_url", "websites", "vertical")


def number_routes(access: Access, registry: Registry, timeline: Timeline) -> Blueprint:
    """Source: Meta, business-phone-numbers/registration."""
    routes = Blueprint("graph_number", __name__)

    @routes.post("/<phone_number_id>/register")
    def start(phone_number_id: str) -> Json:
        number, body = access.number(phone_number_id), graph_body()
        _must_be_whatsapp(body)
        register(number, body.get("pin"), registry, timeline)
        return {"success": True}

    @routes.post("/<phone_number_id>/deregister")
    def stop(phone_number_id: str) -> Json:
        deregister(access.number(phone_number_id), registry, timeline)
        return {"success": True}

    @routes.post("/<phone_number_id>/request_code")
    def request_code(phone_number_id: str) -> Json:
        access.number(phone_number_id)
        told = graph_body() | request.args.to_dict()
        _CODE_REQUEST({name: told.get(name) for name in ("code_method", "language")}, "request_code")
        return {"success": True}

    @routes.post("/<phone_number_id>/verify_code")
    def verify_code(phone_number_id: str) -> Json:
        access.number(phone_number_id)
        code = (graph_body() | request.args.to_dict()).get("code")
        if not isinstance(code, str) or not re.fullmatch(r"\d{6}", code):
            raise invalid_value("code must have 6 digits.")
        return {"success": True}

    return routes


def profile_routes(access: Access, registry: Registry, uploads: Uploads) -> Blueprint:
    """The profile customers see, and settings. Source: Meta, business-profiles."""
    routes = Blueprint("graph_profile", __name__)

    @routes.get("/<phone_number_id>/whatsapp_business_profile")
    def profile(phone_number_id: str) -> Json:
        kept = access.number(phone_number_id).state.profile
        wanted = request.args.get("fields", ",".join(_PROFILE)).split(",")
        if strange := [name for name in wanted if name not in (*_PROFILE, "messaging_product")]:
            raise invalid_parameter(f"Tried accessing nonexisting field ({strange[0]})")
        shown = {name: kept[name] for name in wanted if name in kept}
        return {"data": [shown | {"messaging_product": "whatsapp"}]}

    @routes.post("/<phone_number_id>/whatsapp_business_profile")
    def change_profile(phone_number_id: str) -> Json:
        number, body = access.number(phone_number_id), graph_body()
        PROFILE(body, "whatsapp_business_profile")
        changed = {name: body[name] for name in _PROFILE if name in body}
        handle = body.get("profile_picture_handle")
        if handle is not None:
            kind, _content = uploads.content(handle) or ("", b"")
            if not kind.startswith("image/"):
                raise invalid_parameter("profile_picture_handle is not that of an uploaded picture.")
            address = f"{request.url_root}sandbox/profile-picture?handle={quote(handle, safe='')}"
            changed["profile_picture_url"] = address
        number.state.profile |= changed
        registry.save()
        return {"success": True}

    @routes.get("/<phone_number_id>/settings")
    def settings(phone_number_id: str) -> Json:
        return access.number(phone_number_id).state.settings

    @routes.post("/<phone_number_id>/settings")
    def change_settings(phone_number_id: str) -> Json:
        number = access.number(phone_number_id)
        number.state.settings |= graph_body()
        registry.save()
        return {"success": True}

    return routes


def _must_be_whatsapp(body: Json) -> None:
    if body.get("messaging_product") != "whatsapp":
        raise missing("messaging_product")
