"""One good request of every kind that the sandbox takes, and several of the richer kinds."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Request:
    """`path`: of the POST, as in the OpenAPI file; `schema`: judge by this schema instead of the path's."""

    kind: str
    path: str
    body: Json
    schema: str | None = None


@dataclass(frozen=True)
class World:
    """Ids that exist in the sandbox under test."""

    customer: str
    user_id: str
    inbound: str
    media: dict[str, str]


SEND = "{Phone-Number-ID}/messages"


def requests(world: World) -> Iterator[Request]:
    """Every good request."""
    for kind, content in contents(world):
        body = {"messaging_product": "whatsapp", "to": world.customer, "type": kind, kind: content}
        yield Request(kind, SEND, body)
    yield from _dressed(world)
    read = {"messaging_product": "whatsapp", "status": "read", "message_id": world.inbound}
    for typing in ({}, {"typing_indicator": {"type": "text"}}):
        yield Request("mark read", SEND, read | typing, "MarkMessageRequestPayload")
    yield from _of_the_number()


def contents(world: World) -> Iterator[tuple[str, Any]]:
    """(type, object) of every kind of message."""
    yield "text", {"body": "Olá"}
    yield "text", {"body": "Veja https://example.com", "preview_url": True}
    for kind in ("image", "video", "document"):
        yield kind, {"id": world.media[kind], "caption": "Legenda"}
        yield kind, {"link": f"https://example.com/{kind}"}
    yield "document", {"id": world.media["document"], "filename": "a.pdf"}
    yield "audio", {"id": world.media["audio"], "voice": True}
    yield "audio", {"link": "https://example.com/a.mp3"}
    yield "sticker", {"id": world.media["sticker"]}
    yield "sticker", {"link": "https://example.com/a.webp"}
    yield "location", {"latitude": "-23.5", "longitude": "-46.6", "name": "MASP", "address": "Av. Paulista"}
    yield "location", {"latitude": -23.5, "longitude": -46.6}
    yield "contacts", [{"name": {"formatted_name": "Ana"}}]
    yield "contacts", [_CARD, {"name": {"formatted_name": "Zé"}, "phones": [{"phone": "1", "type": "CELL"}]}]
    yield "contacts", [{"name": {"formatted_name": f"Pessoa {n}"}} for n in range(7)]
    yield "reaction", {"message_id": world.inbound, "emoji": "👍"}
    yield "reaction", {"message_id": world.inbound, "emoji": ""}
    for interactive in _interactives(world):
        yield "interactive", interactive
    for template in _templates(world):
        yield "template", template


_CARD: Json = {
    "name": {
        "formatted_name": "Ana Prado",
        "first_name": "Ana",
        "last_name": "Prado",
        "middle_name": "M.",
        "prefix": "Dra.",
        "suffix": "Jr.",
    },
    "phones": [{"phone": "+55 11 98765-0001", "wa_id": "5511987650001", "type": "WORK"}],
    "emails": [{"email": "ana@example.com", "type": "WORK"}],
    "urls": [{"url": "https://example.com", "type": "HOME"}],
    "addresses": [
        {
            "street": "Av. Paulista, 1578",
            "city": "São Paulo",
            "state": "SP",
            "zip": "01310-200",
            "country": "Brasil",
            "country_code": "BR",
            "type": "WORK",
        }
    ],
    "org": {"company": "ACME", "department": "Vendas", "title": "Gerente"},
    "birthday": "1990-12-31",
}


def _interactives(world: World) -> Iterator[Json]:
    body = {"text": "Escolha"}
    reply = {"type": "reply", "reply": {"id": "1", "title": "Sim"}}
    other = {"type": "reply", "reply": {"id": "2", "title": "Não"}}
    headers: list[Json] = [
        {"type": "text", "text": "Título"},
        *({"type": kind, kind: {"id": world.media[kind]}} for kind in ("image", "video", "document")),
        {"type": "image", "image": {"link": "https://example.com/a.png"}},
    ]
    for header in headers:
        buttons = {"type": "button", "body": body, "action": {"buttons": [reply, other]}}
        yield buttons | {"header": header, "footer": {"text": "Guichê"}}
    rows = [{"id": "a", "title": "Um", "description": "O primeiro"}, {"id": "b", "title": "Dois"}]
    action = {"button": "Opções", "sections": [{"title": "A", "rows": rows}]}
    long = {"text": "x" * 4096}
    yield {"type": "list", "body": long, "action": action, "header": headers[0], "footer": {"text": "f"}}
    sections = [{"title": "A", "rows": rows}, {"title": "B", "rows": [{"id": "c", "title": "Três"}]}]
    yield {"type": "list", "body": body, "action": {"button": "Ver", "sections": sections}}
    parameters = {"display_text": "Abrir", "url": "https://example.com/x?y=1"}
    yield {"type": "cta_url", "body": body, "action": {"name": "cta_url", "parameters": parameters}}
    yield {"type": "location_request_message", "body": body, "action": {"name": "send_location"}}
    yield from _shop(body, headers[0])


def _shop(body: Json, header: Json) -> Iterator[Json]:
    flow: Json = {"flow_message_version": "3", "flow_id": "1", "flow_cta": "Ir", "flow_token": "t"}
    more = {"flow_action": "navigate", "flow_action_payload": {"screen": "A", "data": {"a": 1}}}
    yield {"type": "flow", "body": body, "action": {"name": "flow", "parameters": flow | more}}
    by_name = {"flow_message_version": "3", "flow_name": "cadastro", "flow_cta": "Ir", "mode": "draft"}
    yield {"type": "flow", "body": body, "action": {"name": "flow", "parameters": by_name}}
    product = {"catalog_id": "7", "product_retailer_id": "SKU"}
    yield {"type": "product", "action": product}
    products = [{"title": "A", "product_items": [{"product_retailer_id": "SKU"}]}]
    several = {"catalog_id": "7", "sections": products}
    yield {"type": "product_list", "header": header, "body": body, "action": several}
    catalog = {"name": "catalog_message", "parameters": {"thumbnail_product_retailer_id": "SKU"}}
    yield {"type": "catalog_message", "body": body, "action": catalog}
    yield {"type": "call_permission_request", "body": body, "action": {"name": "call_permission_request"}}
    address = {"name": "address_message", "parameters": {"country": "IN"}}
    yield {"type": "address_message", "body": body, "action": address}


def _templates(world: World) -> Iterator[Json]:
    """Of the templates that `bench.openapi` creates."""
    language = {"code": "pt_BR"}
    yield {"name": "simples", "language": language}
    yield {"name": "simples", "language": language | {"policy": "deterministic"}, "components": []}
    date = {"fallback_value": "31/12", "calendar": "GREGORIAN", "year": 2026, "month": 12}
    texts: list[Json] = [
        {"type": "text", "text": "Ana"},
        {"type": "currency", "currency": {"fallback_value": "R$ 1", "code": "BRL", "amount_1000": 1000}},
        {"type": "date_time", "date_time": date},
    ]
    buttons: list[Json] = [
        _button("quick_reply", "0", {"type": "payload", "payload": "SIM"}),
        _button("url", 1, {"type": "text", "text": "A-17"}),
        _button("copy_code", "2", {"type": "coupon_code", "coupon_code": "DEZ"}),
    ]
    for name, parameter in (
        ("com_imagem", {"type": "image", "image": {"id": world.media["image"]}}),
        ("com_video", {"type": "video", "video": {"link": "https://example.com/v.mp4"}}),
        ("com_documento", {"type": "document", "document": {"id": world.media["document"]}}),
        ("com_lugar", {"type": "location", "location": {"latitude": "1", "longitude": "2"}}),
    ):
        header = {"type": "header", "parameters": [parameter]}
        components = [header, {"type": "body", "parameters": texts}, *buttons]
        yield {"name": name, "language": language, "components": components}
    named = [{"type": "text", "text": "Ana", "parameter_name": "nome"}]
    yield {"name": "com_nome", "language": language, "components": [{"type": "body", "parameters": named}]}


def _button(kind: str, index: str | int, parameter: Json) -> Json:
    return {"type": "button", "sub_type": kind, "index": index, "parameters": [parameter]}


def _dressed(world: World) -> Iterator[Request]:
    """A text with everything that may stand beside it."""
    text = {"messaging_product": "whatsapp", "type": "text", "text": {"body": "Olá"}}
    beside: Json = {
        "recipient_type": "individual",
        "context": {"message_id": world.inbound},
        "biz_opaque_callback_data": "message:42",
        "recipient_identity_key_hash": "Zk3x=",
    }
    yield Request("text, all fields", SEND, text | beside | {"to": world.customer})
    yield Request("text to a user id", SEND, text | {"recipient": world.user_id})
    bare = {name: value for name, value in text.items() if name != "type"}
    yield Request("text without type", SEND, bare | {"to": world.customer})


def _of_the_number() -> Iterator[Request]:
    product = {"messaging_product": "whatsapp"}
    profile: Json = {
        "about": "Oi",
        "address": "Av. Paulista",
        "description": "x" * 512,
        "email": "a@example.com",
        "websites": ["https://example.com"],
        "vertical": "RETAIL",
    }
    yield Request("profile", "{Phone-Number-ID}/whatsapp_business_profile", product | profile)
    yield Request("register", "{Phone-Number-ID}/register", product | {"pin": "123456"})
    yield Request(
        "request code", "{Phone-Number-ID}/request_code", {"code_method": "SMS", "language": "pt_BR"}
    )
    yield Request("verify code", "{Phone-Number-ID}/verify_code", {"code": "123456"})
    yield Request("subscribe", "{WABA-ID}/subscribed_apps", {})
    template = {
        "name": "novo",
        "language": "pt_BR",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Olá"}],
    }
    yield Request("create template", "{WABA-ID}/message_templates", template)
