"""How the desk is set up: its people, queues, hours, words and promises. Each thing is known by its name.

What would change how conversations without a queue are worked on (routing, promises, surveys) is set for the
showcase's own queues alone: the demo's client goes on as it was.
"""

import secrets

from demo.calls import Calls, Json

_WORKDAY = [[480, 720], [780, 1080]]
_WEEK = [*[_WORKDAY] * 5, [[480, 780]], []]
_PEOPLE = [
    ("Camila Nogueira", "camila@acme.example", "atendente"),
    ("Otávio Guimarães de Souza e Silva", "otavio@acme.example", "atendente"),
    ("Regina Célia Prado", "regina@acme.example", "gerente"),
]
_QUEUES = [
    ("Orçamentos", "#2f6fde"),
    ("Entregas e trocas", "#1d8a5b"),
    ("Financeiro e segunda via", "#b4560f"),
]
_LABELS = [("Obra grande", "#7a3ff2"), ("Cliente antigo", "#0f7b6c"), ("Reclamação", "#c92a2a")]
_REASONS = ("Pedido feito", "Dúvida respondida", "Desistiu da compra")
_ANSWERS = [
    ("bomdia", "Saudação", "Bom dia, {{cliente.primeiro_nome}}! Em que posso ajudar?"),
    ("frete", "Prazo de entrega", "Entregamos em até *2 dias úteis* na capital e em 5 no interior."),
    ("pix", "Chave Pix", "Nossa chave Pix é financeiro@acme.example, em nome de ACME Materiais."),
]
_FIELDS: list[Json] = [
    {"name": "CPF ou CNPJ", "kind": "document"},
    {"name": "Endereço da obra", "kind": "text"},
    {"name": "Tipo de cliente", "kind": "choice", "options": ["Construtora", "Pedreiro", "Particular"]},
]
_ORDER = {
    "type": "BODY",
    "text": "Olá {{1}}, seu pedido {{2}} saiu para entrega e chega hoje até as 18 h.",
    "example": {"body_text": [["Célia", "A-1042"]]},
}
_BUTTONS = [
    {"type": "HEADER", "format": "TEXT", "text": "Sua obra continua?"},
    {"type": "BODY", "text": "Guardamos o preço do seu orçamento até sexta-feira."},
    {"type": "FOOTER", "text": "ACME Materiais"},
    {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Quero fechar"}]},
]


def furnish(admin: Calls) -> Json:
    """Returns ids by name. Raises DemoError."""
    ids = {each["email"]: each["id"] for each in admin.get("/api/v1/users")["data"]}
    for name, email, role in _PEOPLE:
        if email not in ids:
            who = {"name": name, "email": email, "role": role, "password": secrets.token_urlsafe(24)}
            ids[email] = admin.post("/api/v1/users", who)["id"]
    hours = {
        "name": "Loja aberta",
        "week": _WEEK,
        "closed_text": "A loja abre às 8 h. Responderemos assim que chegarmos.",
    }
    ids |= _ensured(admin, "schedules", "name", [hours])
    members = list(ids[email] for email in ids if "@" in email)
    queues = [{"name": name, "colour": colour, "member_ids": members} for name, colour in _QUEUES]
    ids |= _ensured(admin, "queues", "name", queues)
    ids |= _ensured(admin, "labels", "name", [{"name": name, "colour": colour} for name, colour in _LABELS])
    ids |= _ensured(admin, "close-reasons", "name", [{"name": name} for name in _REASONS])
    answers = [
        {"shortcut": cut, "title": title, "content": text, "queue_id": None} for cut, title, text in _ANSWERS
    ]
    ids |= _ensured(admin, "canned-answers", "shortcut", answers)
    ids |= _ensured(admin, "contact-fields", "name", _FIELDS)
    _promise(admin, ids)
    admin.post("/api/v1/channel/check")
    return ids | _templates(admin)


def _promise(admin: Calls, ids: Json) -> None:
    first, second, third = (ids[name] for name, _ in _QUEUES)
    levels = [
        {"queue_id": first, "response_minutes": 30, "resolution_minutes": 480},
        {"queue_id": third, "response_minutes": 1, "resolution_minutes": 2},
    ]
    _ensured(admin, "service-levels", "queue_id", levels)
    rule = {"queue_id": second, "warn_after_minutes": 60, "close_after_minutes": 120, "most_warnings": 1}
    _ensured(admin, "inactivity-rules", "queue_id", [rule | {"warn_text": "Ainda podemos ajudar?"}])
    survey = {
        "queue_id": second,
        "kind": "csat",
        "question": "Como foi o nosso atendimento?",
        "comment_question": "O que podemos fazer melhor?",
        "thanks": "Obrigado!",
    }
    _ensured(admin, "survey-rules", "queue_id", [survey])
    actions = [{"kind": "add_label", "label_id": ids["Reclamação"]}, {"kind": "priority", "priority": 2}]
    _ensured(admin, "macros", "name", [{"name": "Tratar reclamação", "is_own": False, "actions": actions}])
    view = {
        "name": "Reclamações abertas",
        "is_shared": True,
        "filter": {"label": ids["Reclamação"], "status": "open"},
    }
    _ensured(admin, "saved-views", "name", [view])


def _templates(admin: Calls) -> Json:
    order = {"name": "pedido_a_caminho", "category": "UTILITY", "components": [_ORDER]}
    offer = {"name": "orcamento_guardado", "category": "MARKETING", "components": _BUTTONS}
    refused = {"name": "aviso_promotional_reject", "category": "UTILITY", "components": [_ORDER]}
    return _ensured(
        admin, "templates", "name", [each | {"language": "pt_BR"} for each in (order, offer, refused)]
    )


def _ensured(admin: Calls, what: str, key: str, wanted: list[Json]) -> Json:
    """Ids by key, of what was there and what was missing."""
    ids = {each[key]: each["id"] for each in admin.get(f"/api/v1/{what}?limit=100")["data"]}
    for each in wanted:
        if each[key] not in ids:
            ids[each[key]] = admin.post(f"/api/v1/{what}", each)["id"]
    return {str(name): id_ for name, id_ in ids.items() if isinstance(name, str)}
