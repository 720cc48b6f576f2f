"""Buttons, lists, links and the question where somebody is (Meta: messages/interactive-*-messages)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.composing.checks import check_count, known_text, refuse_given, wanted_text
from appliance.composing.drafts import Composed, Draft
from appliance.composing.files import media_part, take_file
from appliance.composing.limits import (
    BODIES,
    BUTTON_ID,
    BUTTON_TITLE,
    BUTTONS,
    FOOTERS,
    HEADER_TEXT,
    HEADERS,
    MEDIA_HEADERS,
    ROW_DESCRIPTION,
    ROW_ID,
    ROW_TITLE,
    ROWS,
    SECTION_TITLE,
    SECTIONS,
    URL,
)
from appliance.errors import InvalidInput
from appliance.media.models import Media
from appliance.whatsapp.fields import some

Part = dict[str, Any]

OWN_FIELDS = {
    "buttons": ("buttons",),
    "list": ("button", "sections"),
    "cta_url": ("display_text", "url"),
    "location_request": (),
}
"""What each kind has of its own, beside body, header and footer."""
_TYPES = {
    "buttons": "button",
    "list": "list",
    "cta_url": "cta_url",
    "location_request": "location_request_message",
}
_OF_ANOTHER = "Isto é de outro tipo de mensagem interativa."


def compose_interactive(session: Session, user: User, draft: Draft) -> Composed:
    """Raises InvalidInput, also as files.take_file."""
    given = draft.interactive or {}
    kind = given.get("kind")
    if kind not in _TYPES:
        message = "Escolha o tipo: botões, lista, link ou pedido de localização."
        raise InvalidInput("required", message, field="interactive.kind")
    for name in {field for fields in OWN_FIELDS.values() for field in fields} - {*OWN_FIELDS[kind]}:
        refuse_given(given.get(name), f"interactive.{name}", _OF_ANOTHER)
    body = body_of(kind, draft.content)
    shown, action = _ACTIONS[kind](given)
    footer = _footer(given.get("footer"), kind)
    header, header_part, media = _header(session, user, given.get("header"), kind)
    part = {"type": _TYPES[kind], **some(header=header_part), "body": {"text": body}}
    part |= some(footer={"text": footer} if footer else None) | {"action": action}
    record = {"kind": kind, **some(header=header, footer=footer), **shown}
    outgoing = {"type": "interactive", "interactive": part}
    return Composed("interactive", body, {"interactive": record}, outgoing, media)


def body_of(kind: str, content: str | None) -> str:
    """Raises InvalidInput."""
    return wanted_text(content, "content", "o texto da mensagem", BODIES[kind])


def _footer(given: Any, kind: str) -> str | None:
    if not FOOTERS[kind]:
        refuse_given(given, "interactive.footer", "Um pedido de localização não tem rodapé.")
        return None
    return known_text(given, "interactive.footer", "o rodapé", FOOTERS[kind], one_line=True)


def _header(
    session: Session, user: User, given: Part | None, kind: str
) -> tuple[Part | None, Part | None, Media | None]:
    """As shown, as sent, and its file."""
    if not given or (not given.get("text") and given.get("media_id") is None):
        return None, None, None
    field, allowed = "interactive.header", HEADERS[kind]
    if not allowed:
        raise InvalidInput("not_possible", "Um pedido de localização não tem cabeçalho.", field=field)
    if given.get("media_id") is None:
        text = wanted_text(given["text"], f"{field}.text", "o cabeçalho", HEADER_TEXT, one_line=True)
        return {"format": "text", "text": text}, {"type": "text", "text": text}, None
    refuse_given(given.get("text"), f"{field}.text", "O cabeçalho é um texto ou um arquivo, não os dois.")
    if not set(MEDIA_HEADERS) & set(allowed):
        raise InvalidInput("not_possible", "O cabeçalho de uma lista é só texto.", field=f"{field}.media_id")
    media = _header_file(session, user, given, f"{field}.media_id")
    name = media.filename if media.kind == "document" else None
    part = {"type": media.kind, media.kind: media_part(media, filename=name)}
    return {"format": media.kind, "media_id": media.id}, part, media


def _header_file(session: Session, user: User, given: Part, field: str) -> Media:
    """Of the kind that was asked for, else of any that may stand there."""
    media_id = given["media_id"]
    known = session.get(Media, media_id)
    kind = given.get("format") or (known.kind if known is not None else MEDIA_HEADERS[0])
    if kind not in MEDIA_HEADERS:
        message = "No cabeçalho vai uma imagem, um vídeo ou um documento."
        raise InvalidInput("invalid_media", message, field=field, kind=kind)
    return take_file(session, user, media_id, kind, field)


def _buttons(given: Part) -> tuple[Part, Part]:
    wanted, field = given.get("buttons") or [], "interactive.buttons"
    check_count(wanted, field, "os botões", BUTTONS)
    buttons: list[Part] = []
    for index, button in enumerate(wanted):
        at = f"{field}.{index}.title"
        title = wanted_text(button.get("title"), at, "o texto do botão", BUTTON_TITLE, one_line=True)
        if any(title == other["title"] for other in buttons):
            raise InvalidInput("duplicate", f"Há dois botões “{title}”. Mude o texto de um.", field=at)
        buttons.append({"id": button.get("id"), "title": title})
    _give_ids(buttons, BUTTON_ID, [f"{field}.{index}.id" for index in range(len(buttons))])
    action = {"buttons": [{"type": "reply", "reply": dict(button)} for button in buttons]}
    return {"buttons": buttons}, action


def _list(given: Part) -> tuple[Part, Part]:
    label = wanted_text(
        given.get("button"),
        "interactive.button",
        "o texto do botão que abre a lista",
        BUTTON_TITLE,
        one_line=True,
    )
    wanted, field = given.get("sections") or [], "interactive.sections"
    check_count(wanted, field, "as seções", SECTIONS)
    sections = [
        _section(section, f"{field}.{index}", is_titled=len(wanted) > 1)
        for index, section in enumerate(wanted)
    ]
    rows = [row for section in sections for row in section["rows"]]
    check_count(rows, field, "os itens da lista, somadas as seções", ROWS)
    fields = [
        f"{field}.{index}.rows.{place}.id"
        for index, section in enumerate(sections)
        for place in range(len(section["rows"]))
    ]
    _give_ids(rows, ROW_ID, fields)
    shown = {"button": label, "sections": sections}
    return shown, {"button": label, "sections": sections}


def _section(section: Part, field: str, *, is_titled: bool) -> Part:
    read = wanted_text if is_titled else known_text
    title = read(section.get("title"), f"{field}.title", "o título da seção", SECTION_TITLE, one_line=True)
    wanted = section.get("rows") or []
    check_count(wanted, f"{field}.rows", "os itens da seção", ROWS)
    rows = []
    for index, row in enumerate(wanted):
        at = f"{field}.rows.{index}"
        text = wanted_text(row.get("title"), f"{at}.title", "o título do item", ROW_TITLE, one_line=True)
        more = known_text(
            row.get("description"), f"{at}.description", "a descrição do item", ROW_DESCRIPTION, one_line=True
        )
        rows.append({"id": row.get("id"), "title": text} | some(description=more))
    return some(title=title) | {"rows": rows}


def _link(given: Part) -> tuple[Part, Part]:
    text = wanted_text(
        given.get("display_text"), "interactive.display_text", "o texto do botão", BUTTON_TITLE, one_line=True
    )
    url = wanted_text(given.get("url"), "interactive.url", "o endereço", URL)
    if not _is_web_address(url):
        message = "O endereço começa com https:// e leva a um site."
        raise InvalidInput("invalid_url", message, field="interactive.url")
    shown = {"display_text": text, "url": url}
    return shown, {"name": "cta_url", "parameters": dict(shown)}


def _location_request(_given: Part) -> tuple[Part, Part]:
    return {}, {"name": "send_location"}


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and "." in host.strip(".") and not any(map(str.isspace, url))


def _give_ids(things: list[Part], limit: int, fields: list[str]) -> None:
    """What comes back when one is tapped: as given, else made; unique in the message."""
    given = [
        known_text(thing["id"], field, "o id", limit) for thing, field in zip(things, fields, strict=True)
    ]
    taken = {text for text in given if text}
    seen: set[str] = set()
    for number, (thing, own, field) in enumerate(zip(things, given, fields, strict=True), start=1):
        if own in seen:
            raise InvalidInput("duplicate", f"O id {own[:60]} está repetido.", field=field)
        thing["id"] = own or _free(number, taken)
        seen |= {own} if own else set()


def _free(number: int, taken: set[str]) -> str:
    name = str(number)
    while name in taken:
        name = f"{name}_"
    taken.add(name)
    return name


_ACTIONS: dict[str, Callable[[Part], tuple[Part, Part]]] = {
    "buttons": _buttons,
    "list": _list,
    "cta_url": _link,
    "location_request": _location_request,
}
"""Each gives what is shown of it and Meta's `action`."""
