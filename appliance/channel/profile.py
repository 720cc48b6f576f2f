"""The business profile that customers see: read from Meta, changed there. Nothing of it is stored here.

Limits: Meta, business-profiles.
"""

from typing import Any, Final

import requests
from sqlalchemy.orm import Session

from appliance.audit.recording import note
from appliance.channel.graph import PROFILE, ChannelGraph, open_channel
from appliance.context import Context
from appliance.database import transaction
from appliance.errors import AppError, InvalidInput, NotFound, Unavailable
from appliance.media.addresses import ForeignAddress, check_address, media_session
from appliance.whatsapp.fields import items, text
from appliance.whatsapp.graph import GraphError, NoAnswer, Unreachable

_VERTICALS = """
OTHER AUTO BEAUTY APPAREL EDU ENTERTAIN EVENT_PLAN FINANCE GROCERY GOVT HOTEL HEALTH NONPROFIT PROF_SERVICES
RETAIL TRAVEL RESTAURANT ALCOHOL ONLINE_GAMBLING PHYSICAL_GAMBLING OTC_DRUGS
"""
VERTICALS: Final = _VERTICALS.split()
PICTURE_BYTES: Final = 1024 * 1024
"""Meta takes 5 MB; a picture that is shown at 640 pixels needs no more."""
_TYPES: Final = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
_PICTURE_TIMEOUT = (3.05, 8.0)


def show(context: Context) -> dict[str, Any]:
    """As customers see it now. Raises Unavailable `meta_unavailable`, InvalidInput `meta_refused`."""
    with open_channel(context.settings.whatsapp) as graph:
        return _present(_asked(graph.profile))


def change(context: Context, wanted: dict[str, Any], picture: bytes | None = None) -> dict[str, Any]:
    """`wanted`: any of graph.PROFILE; Meta is told what differs. The profile as it is then; raises as
    show."""
    with open_channel(context.settings.whatsapp) as graph:
        before = _present(_asked(graph.profile))
        change = {name: value for name, value in wanted.items() if value != before[name]}
        if not change and picture is None:
            return before
        if picture is not None:
            change["profile_picture_handle"] = _uploaded(graph, picture)
        _asked(lambda: graph.change_profile(change))
        after = _present(_asked(graph.profile))
    with transaction(context.sessions) as session:
        _note(session, before, after, has_picture=picture is not None)
    return after


def picture(context: Context) -> tuple[bytes, str]:
    """The picture itself and its type: browsers may not fetch it from Meta. Raises NotFound `no_picture`."""
    with open_channel(context.settings.whatsapp) as graph:
        url = text(_asked(graph.profile).get("profile_picture_url"), 2000)
    if url is None:
        raise NotFound("no_picture", "O perfil não tem foto.")
    graph_url = context.settings.whatsapp.graph_url
    try:
        check_address(url, graph_url)
        with (
            media_session(_PICTURE_TIMEOUT, graph_url) as http,
            http.get(url, stream=True, allow_redirects=False) as response,
        ):
            content = response.raw.read(5 * PICTURE_BYTES, decode_content=True) if response.ok else b""
    except (ForeignAddress, requests.RequestException) as error:
        raise NotFound("no_picture", "A foto não pôde ser carregada.") from error
    return content, _type_of(content, NotFound("no_picture", "A foto não pôde ser carregada."))


def _uploaded(graph: ChannelGraph, content: bytes) -> str:
    if len(content) > PICTURE_BYTES:
        raise InvalidInput("too_large", "A foto pode ter até 1 MB.", field="picture", limit=PICTURE_BYTES)
    wrong = InvalidInput("wrong_type", "Envie uma foto JPEG ou PNG.", field="picture")
    content_type = _type_of(content, wrong)
    handle: str = _asked(lambda: graph.upload_picture(content, content_type))
    return handle


def _type_of(content: bytes, wrong: AppError) -> str:
    """By its first bytes, whatever it is called."""
    found = next((kind for start, kind in _TYPES.items() if content.startswith(start)), None)
    if found is None:
        raise wrong
    return found


def _asked(call: Any) -> Any:
    try:
        return call()
    except GraphError as error:
        said = (error.words or error.title).rstrip(".")
        message = f"A Meta recusou: “{said}”."
        raise InvalidInput("meta_refused", message, meta_code=error.code, reason=said) from error
    except (Unreachable, NoAnswer) as error:
        raise Unavailable("meta_unavailable", "O WhatsApp não respondeu. Tente de novo.") from error


def _present(profile: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = {
        name: text(profile.get(name), 600) or "" for name in PROFILE if name != "websites"
    }
    websites = [one for one in items(profile.get("websites")) if isinstance(one, str)]
    return shown | {"websites": websites[:2], "has_picture": bool(profile.get("profile_picture_url"))}


def _note(session: Session, before: dict[str, Any], after: dict[str, Any], *, has_picture: bool) -> None:
    changed = after | ({"picture": "new"} if has_picture else {})
    note(session, "channel.profile_changed", ("channel", "whatsapp"), before, changed)
