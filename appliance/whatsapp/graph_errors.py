"""Meta's error codes as data: what to do about each, and what to tell people.

Source: Meta, support/error-codes. Logic branches on `code` alone: titles are localised and change.
"""

from dataclasses import dataclass

PERMANENT = "permanent"
"""Never again as it is."""
THROTTLED = "throttled"
"""Too fast: later, and slower."""
RETRYABLE = "retryable"
"""Meta's trouble: later."""
CREDENTIAL = "credential"
"""Our token, number or account: every message would fail alike until somebody mends it."""
WINDOW = "window"
"""The 24 hours are over: only a template may be sent."""


@dataclass(frozen=True)
class Meaning:
    kind: str
    text: str
    """In Portuguese, for the attendant."""


_TOKEN = Meaning(CREDENTIAL, "O acesso ao WhatsApp não é mais válido. Avise o administrador.")
_PERMISSION = Meaning(CREDENTIAL, "O acesso ao WhatsApp não tem permissão para enviar por este número.")
_BLOCKED = Meaning(CREDENTIAL, "A Meta bloqueou a conta do WhatsApp. Avise o administrador.")
_BUSY = Meaning(THROTTLED, "O WhatsApp pediu para enviar mais devagar.")
_DOWN = Meaning(RETRYABLE, "O WhatsApp está com instabilidade.")
_INVALID = Meaning(PERMANENT, "O WhatsApp recusou o conteúdo da mensagem.")
_MEDIA = Meaning(PERMANENT, "O WhatsApp não conseguiu processar o arquivo.")
_OPTED_OUT = Meaning(PERMANENT, "O cliente não quer receber este tipo de mensagem.")
_TEMPLATE = Meaning(PERMANENT, "O modelo de mensagem não pode ser usado.")

TOKEN_CODES = frozenset({0, 190})
PERMISSION_CODES = frozenset({3, 10, 131005, *range(200, 300)})

MEANINGS: dict[int, Meaning] = {
    **dict.fromkeys(TOKEN_CODES, _TOKEN),
    **dict.fromkeys(PERMISSION_CODES, _PERMISSION),
    1: _INVALID,
    2: _DOWN,
    4: _BUSY,
    33: Meaning(CREDENTIAL, "O número do WhatsApp configurado não existe mais."),
    100: _INVALID,
    368: _BLOCKED,
    80007: _BUSY,
    130429: _BUSY,
    130472: _OPTED_OUT,
    130497: Meaning(PERMANENT, "A conta não pode enviar mensagens para o país deste cliente."),
    131000: _DOWN,
    131008: _INVALID,
    131009: _INVALID,
    131016: _DOWN,
    131021: Meaning(PERMANENT, "O destinatário é o próprio número da empresa."),
    131026: Meaning(
        PERMANENT, "A mensagem não pôde ser entregue: o número não usa o WhatsApp ou bloqueou a empresa."
    ),
    131030: Meaning(PERMANENT, "O número de teste só envia para destinatários autorizados."),
    131031: _BLOCKED,
    131037: Meaning(CREDENTIAL, "O nome de exibição do número ainda não foi aprovado pela Meta."),
    131042: Meaning(CREDENTIAL, "Há um problema de pagamento na conta do WhatsApp. Avise o administrador."),
    131045: Meaning(CREDENTIAL, "O número do WhatsApp não está registrado. Avise o administrador."),
    131047: Meaning(WINDOW, "Passaram mais de 24 horas desde a última mensagem do cliente."),
    131048: _BUSY,
    131049: Meaning(PERMANENT, "A Meta preferiu não entregar esta mensagem agora."),
    131050: _OPTED_OUT,
    131051: _INVALID,
    131052: _MEDIA,
    131053: _MEDIA,
    131056: Meaning(THROTTLED, "Muitas mensagens seguidas para este cliente."),
    131057: _DOWN,
    131062: Meaning(PERMANENT, "Este cliente só pode ser alcançado pelo número de telefone."),
    131064: Meaning(PERMANENT, "Limite de envio atingido. Revise os modelos de mensagem."),
    132000: _TEMPLATE,
    132001: _TEMPLATE,
    132005: _TEMPLATE,
    132007: _TEMPLATE,
    132008: _TEMPLATE,
    132012: _TEMPLATE,
    132015: _TEMPLATE,
    132016: _TEMPLATE,
    132068: _TEMPLATE,
    132069: _BUSY,
    133004: _DOWN,
    133010: Meaning(CREDENTIAL, "O número do WhatsApp não está registrado. Avise o administrador."),
    134011: Meaning(CREDENTIAL, "Os termos de pagamento da Meta não foram aceitos."),
    135000: _INVALID,
    137000: Meaning(PERMANENT, "A identidade do cliente mudou e precisa ser confirmada."),
}

UNKNOWN_CODE = Meaning(PERMANENT, "O WhatsApp recusou a mensagem.")


def meaning_of(code: int | None, http_status: int = 0) -> Meaning:
    """What `code` means; a code not listed is judged by the HTTP status, and refused if that says nothing."""
    if http_status == 429:
        return _BUSY
    if code is not None and code in MEANINGS:
        return MEANINGS[code]
    return _DOWN if http_status >= 500 else UNKNOWN_CODE


def error_of(code: int | None, title: str | None, http_status: int = 0) -> dict[str, object]:
    """How a refusal is stored on a message and shown: Meta's code and title, our kind and sentence."""
    meaning = meaning_of(code, http_status)
    return {"code": code, "kind": meaning.kind, "title": title, "message": meaning.text}
