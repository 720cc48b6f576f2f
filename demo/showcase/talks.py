"""The conversations of the showcase: every kind of message, both ways, and every state one can be in."""

import base64
import time
from collections.abc import Callable
from typing import Any

from demo.calls import Calls, Json
from demo.errors import DemoError
from demo.showcase.pictures import drawing, pdf, sound
from demo.showcase.sides import Phone, Said

CELIA = "5511961110011"
_WAIT_SECONDS = 60
_HOUR = 3600
_ASKS = "Preciso falar com uma pessoa, por favor"
_ITEM = {"product_retailer_id": "TIJ-9F", "quantity": 500, "item_price": 1.09, "currency": "BRL"}
_PLACE = {
    "latitude": -23.5614,
    "longitude": -46.6559,
    "name": "Obra da Célia",
    "address": "Av. Paulista, 1578",
}
_CARD = {"name": "Pedreiro Zé", "phones": [{"phone": "+5511965432100"}]}
_CHOICE = {"kind": "buttons", "buttons": [{"title": "Pode entregar"}, {"title": "Prefiro retirar"}]}

_OTHERS: list[Json] = [
    {
        "name": "João Batista de Albuquerque Vasconcelos Neto",
        "says": "A segunda via do boleto não chegou. É a terceira vez que peço!",
        "queue": "Financeiro e segunda via",
        "labels": ["Reclamação", "Cliente antigo"],
        "priority": 2,
    },
    {
        "name": "Zoë Müller-Ångström",
        "says": "Consigo retirar hoje?",
        "ago": 23 * _HOUR + 1200,
        "queue": "Entregas e trocas",
        "to": "bruno@acme.example",
    },
    {"name": "🌻🌻🌻", "says": "Oi! Vocês têm vaso grande?", "queue": "Orçamentos"},
    {
        "name": "Construtora Água Boa Empreendimentos Imobiliários Ltda.",
        "says": "Preciso de 40 m³ de areia média.",
        "queue": "Orçamentos",
        "to": "camila@acme.example",
        "labels": ["Obra grande"],
        "priority": 1,
    },
    {
        "name": "Maria das Dores",
        "says": "O portão veio amassado 😕",
        "queue": "Entregas e trocas",
        "to": "otavio@acme.example",
    },
    {
        "name": "Padre Antônio",
        "says": "Deus lhe pague, chegou tudo certo.",
        "queue": "Entregas e trocas",
        "to": "ana@acme.example",
        "closed": "Pedido feito",
    },
    {
        "name": "Dona Cida",
        "says": "Fecho o orçamento na segunda.",
        "queue": "Orçamentos",
        "to": "bruno@acme.example",
        "snoozed": True,
    },
]


_RATED: list[Json] = [
    {"name": "Tereza Cristina", "score": "5", "comment": "Entrega rápida e motorista educado."},
    {"name": "Seu Jorge", "score": "4", "comment": "Bom, mas o portão demorou a chegar."},
    {"name": "Lúcia Maranhão", "score": "2", "comment": "Ninguém avisou do atraso."},
]
_KNOWN = {
    "CPF ou CNPJ": "529.982.247-25",
    "Endereço da obra": "Av. Paulista, 1578, fundos",
    "Tipo de cliente": "Particular",
}


def talk(demo: Json, admin: Calls, attendant: Calls, ids: Json) -> Json:
    """Returns the ids of the conversations, by the customer's name. Raises DemoError."""
    phone = Phone(Calls(demo["phone"]["url"]), demo["tenant"]["phone_number_id"])
    found: Json = {}
    for index, each in enumerate(_OTHERS, start=2):
        wa_id = f"551196111{index:04}"
        known = _conversation(admin, wa_id)
        found[each["name"]] = known or _other(phone, admin, ids, wa_id, each)
    known = _conversation(admin, CELIA)
    found["Célia Araújo"] = known or _every_kind(phone, admin, attendant, ids)
    for index, each in enumerate(_RATED, start=50):
        wa_id = f"551196111{index:04}"
        if not _conversation(admin, wa_id):
            _rated(phone, admin, ids, wa_id, each)
    bot = "5511961110099"
    if not _conversation(admin, bot):
        phone.knows(bot, "Ítalo Conceição")
        phone.writes(bot, text="Qual o horário da loja?")
    return found


def _other(phone: Phone, admin: Calls, ids: Json, wa_id: str, each: Json) -> int:
    phone.knows(wa_id, each["name"])
    moment = {"timestamp": int(time.time()) - each["ago"]} if "ago" in each else {}
    phone.writes(wa_id, text=_ASKS, **moment)
    conversation = _waiting(admin, wa_id)
    path = f"/api/v1/conversations/{conversation}"
    admin.post(f"{path}/transfer", {"queue_id": ids[each["queue"]]})
    phone.writes(wa_id, text=each["says"], **moment)
    if "labels" in each:
        admin.post(f"{path}/labels", {"add": [ids[name] for name in each["labels"]]})
    if "priority" in each:
        admin.put(f"{path}/priority", {"priority": each["priority"]})
    if "to" in each:
        admin.post(f"{path}/transfer", {"user_id": ids[each["to"]]})
    if "snoozed" in each:
        until = time.strftime("%Y-%m-%dT12:00:00Z", time.gmtime(time.time() + 3 * 24 * _HOUR))
        admin.put(f"{path}/snooze", {"until": until})
    if "closed" in each:
        admin.post(f"{path}/takeover")
        admin.post(f"{path}/close", {"reason_id": ids[each["closed"]], "note": "Recebeu o pedido completo."})
    return conversation


def _rated(phone: Phone, admin: Calls, ids: Json, wa_id: str, each: Json) -> None:
    """Somebody is served, and says how that was."""
    phone.knows(wa_id, each["name"])
    phone.writes(wa_id, text=_ASKS)
    conversation = _waiting(admin, wa_id)
    path = f"/api/v1/conversations/{conversation}"
    admin.post(f"{path}/transfer", {"queue_id": ids["Entregas e trocas"]})
    admin.post(f"{path}/takeover")
    said = Said(admin, conversation)
    said.text("O caminhão sai amanhã às 8 h.")
    admin.post(f"{path}/close", {"reason_id": ids["Dúvida respondida"]})
    _eventually(lambda: said.has("atendimento?"), "the survey")
    phone.writes(wa_id, text=each["score"])
    _eventually(lambda: said.has("melhor?"), "the question for a comment")
    phone.writes(wa_id, text=each["comment"])
    _eventually(lambda: said.has("Obrigado!"), "the thanks")


def _know(admin: Calls, ids: Json, conversation: int) -> None:
    """What is noted down of the customer."""
    contact = admin.get(f"/api/v1/conversations/{conversation}")["contact"]["id"]
    path = f"/api/v1/contacts/{contact}"
    notes = "Obra de ampliação. Receber só de manhã."
    admin.patch(f"{path}/details", {"email": "celia.araujo@exemplo.com.br", "notes": notes})
    for name, value in _KNOWN.items():
        admin.put(f"{path}/fields/{ids[name]}", {"value": value})
    purpose = next(
        each for each in admin.get("/api/v1/consent-purposes")["data"] if each["key"] == "marketing"
    )
    admin.post(f"{path}/consents", {"purpose_id": purpose["id"], "state": "given", "way": "phone"})


def _every_kind(phone: Phone, admin: Calls, attendant: Calls, ids: Json) -> int:
    phone.knows(CELIA, "Célia Araújo")
    phone.writes(CELIA, text="Bom dia! Vi o anúncio de vocês e quero um orçamento.", referral=True)
    _eventually(lambda: _conversation(admin, CELIA), "the conversation")
    phone.writes(CELIA, text=_ASKS)
    conversation = _waiting(admin, CELIA)
    path = f"/api/v1/conversations/{conversation}"
    admin.post(f"{path}/transfer", {"queue_id": ids["Orçamentos"]})
    admin.post(f"{path}/labels", {"add": [ids["Obra grande"]]})
    attendant.post(f"{path}/takeover")
    _know(admin, ids, conversation)
    _received(phone)
    said = Said(attendant, conversation)
    said.text("Bom dia, Célia! Já estou vendo. É para qual bairro?")
    note = {
        "content": "@Regina Célia Prado consegue um desconto?",
        "mention_ids": [ids["regina@acme.example"]],
    }
    attendant.post(f"{path}/notes", note)
    _sent(said)
    later = time.strftime("%Y-%m-%dT%H:00:00Z", time.gmtime(time.time() + 20 * _HOUR))
    said.message("text", content="Conseguiu falar com o pedreiro?", scheduled_at=later)
    quoted = phone.writes(CELIA, text="Perfeito, pode *entregar* na quinta: https://obra.example/mapa")
    wamid = quoted["message_id"] if "message_id" in quoted else quoted["wamid"]
    heard = _eventually(lambda: said.heard(wamid), "what was written last")
    said.message("text", content="Combinado 👍", reply_to=heard)
    attendant.put(f"/api/v1/messages/{heard}/reaction", {"emoji": "❤️"})
    _eventually(said.is_all_delivered, "everything to arrive")
    phone.fails_from_now()
    try:
        failing = said.message("text", content="Segue também o contato do depósito.")
        _eventually(lambda: said.has_failed(failing), "the refusal")
    finally:
        phone.works()
    return conversation


def _received(phone: Phone) -> None:
    """Every kind that customers send."""
    picture = {"base64": base64.b64encode(drawing(640, 420)).decode(), "mime_type": "image/png"}
    phone.writes(CELIA, "image", file=picture, caption="É esta parede aqui")
    phone.writes(CELIA, "audio")
    phone.writes(CELIA, "video")
    phone.writes(CELIA, "sticker")
    document = {"base64": base64.b64encode(pdf()).decode(), "mime_type": "application/pdf"}
    name = "Projeto arquitetônico da ampliação - versão final revisada.pdf"
    phone.writes(CELIA, "document", file=document | {"filename": name})
    phone.writes(CELIA, "location", **_PLACE)
    phone.writes(CELIA, "contacts")
    phone.writes(CELIA, "order", catalog_id="1", product_items=[_ITEM], text="Quero estes")
    phone.writes(CELIA, "unsupported")
    phone.writes(CELIA, text="Encaminho o que o engenheiro disse", forwarded=True)
    taken_back = phone.writes(CELIA, text="Mensagem errada")
    phone.writes(CELIA, "revoke", message_id=taken_back.get("message_id") or taken_back["wamid"])


def _sent(said: Said) -> None:
    """Every kind that attendants send."""
    said.file("image", "tijolo.png", drawing(500, 500), "image/png", content="Este é o tijolo de 9 furos")
    said.file("document", "Orçamento 1042.pdf", pdf(), "application/pdf")
    said.file("voice", "gravacao.wav", sound(), "audio/wav")
    said.message("location", location=_PLACE)
    said.message("contacts", contacts=[_CARD])
    said.message("interactive", content="Como prefere receber?", interactive=_CHOICE)


def _conversation(admin: Calls, wa_id: str, status: str = "") -> int | None:
    query = f"q={wa_id[-8:]}&limit=1" + (f"&status={status}" if status else "")
    found = admin.get(f"/api/v1/conversations?{query}")["data"]
    return int(found[0]["id"]) if found else None


def _waiting(admin: Calls, wa_id: str) -> int:
    found: int = _eventually(lambda: _conversation(admin, wa_id, "waiting"), f"the conversation with {wa_id}")
    return found


def _eventually(ask: Callable[[], Any], what: str) -> Any:
    """The first true answer. Raises DemoError when none comes in time."""
    end = time.monotonic() + _WAIT_SECONDS
    while not (found := ask()):
        if time.monotonic() > end:
            raise DemoError(f"Still waiting for {what} after {_WAIT_SECONDS} s.")
        time.sleep(0.3)
    return found
