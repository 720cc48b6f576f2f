"""What a refusal of Meta's means to us, one entry per thing that can be wrong (Meta: support/error-codes).

The table of codes is in graph_errors; the browser translates by `name`.
"""

from dataclasses import dataclass, replace
from typing import Final

PERMANENT: Final = "permanent"
"""Never again as it is."""
THROTTLED: Final = "throttled"
"""Too fast: later, and slower."""
RETRYABLE: Final = "retryable"
"""Meta's trouble: later."""
CREDENTIAL: Final = "credential"
"""Our token, number or account: every message would fail alike until somebody mends it."""
WINDOW: Final = "window"
"""The 24 hours are over: only a template may be sent."""

MESSAGE, PAIR, NUMBER, ACCOUNT = "message", "pair", "number", "account"
"""What a refusal holds up: the one message, the customer, the number for a moment, or all sending."""
RECIPIENT: Final = "recipient"

STOP_MARKETING: Final = "stop_marketing"
"""The customer wants no marketing: kept on the contact."""
SYNC_TEMPLATES: Final = "sync_templates"
"""What we know of the templates is out of date."""

NOT_FOR_A_DAY: Final = "not_for_a_day"
"""Meta would hold the same message back again: until when is kept with it."""

UPLOAD_ANEW: Final = "upload_anew"
"""Meta has the file no longer, or not as it should be."""

PATIENT: Final = 12
"""Tries of a message that Meta could not take: about ten minutes."""
LONG: Final = 60
"""Tries of a message that was only too fast: it will pass."""
MINUTE: Final = 60.0
HOUR: Final = 3600.0


@dataclass(frozen=True)
class Meaning:
    """`name` for programs, `text` for the attendant, in Portuguese."""

    name: str
    kind: str
    text: str
    tries: int = 1
    """How often a message may meet this before it fails. Where all sending stops, messages never do."""
    holds_up: str = MESSAGE
    pause: float = 0.0
    """Seconds of the first pause; each further one is longer."""
    longest: float = 0.0
    effect: str | None = None
    about: str = MESSAGE
    """What is to be seen to, if it is not the message: its recipient."""

    def tells_of_message(self) -> bool:
        """Whether it is the message that is refused, and neither the account nor Meta's day is at fault."""
        return self.kind in {PERMANENT, WINDOW} or self.holds_up == PAIR

    def as_error(self) -> dict[str, object]:
        """The part of a message's error that is ours."""
        about: dict[str, object] = {} if self.about == MESSAGE else {"about": self.about}
        said = {"kind": self.kind, "reason": self.name, "title": None, "message": self.text}
        return {"code": None, **said, **about}


def _stop(name: str, text: str, *, kind: str = CREDENTIAL, pause: float = MINUTE) -> Meaning:
    """Stops all sending; tried again by one message, first after `pause`, then ever later."""
    return Meaning(name, kind, text, tries=LONG, holds_up=ACCOUNT, pause=pause, longest=6 * HOUR)


def _never(name: str, text: str, effect: str | None = None) -> Meaning:
    return Meaning(name, PERMANENT, text, effect=effect)


TOKEN = _stop("token", "O acesso ao WhatsApp não é mais válido. Avise o administrador.")
PERMISSION = _stop("permission", "O acesso ao WhatsApp não tem permissão para enviar por este número.")
BLOCKED = _stop("blocked", "A Meta bloqueou a conta do WhatsApp. Avise o administrador.", pause=30 * MINUTE)
NO_NUMBER = _stop("no_number", "O número do WhatsApp configurado não existe, ou este acesso não o alcança.")
DISPLAY_NAME = _stop(
    "display_name", "O nome de exibição do número ainda não foi aprovado pela Meta.", pause=30 * MINUTE
)
PAYMENT = _stop(
    "payment", "Há um problema de pagamento na conta do WhatsApp. Avise o administrador.", pause=10 * MINUTE
)
PAYMENT_TERMS = _stop(
    "payment_terms", "Os termos de pagamento da Meta não foram aceitos. Avise o administrador."
)
UNREGISTERED = _stop("unregistered", "O número do WhatsApp não está registrado. Avise o administrador.")
JUST_DELETED = _stop(
    "just_deleted",
    "O registro do número acabou de ser apagado: a Meta pede alguns minutos.",
    pause=5 * MINUTE,
)
CALL_LIMIT = _stop(
    "call_limit", "O limite de chamadas à Meta foi atingido: o envio continua sozinho.", kind=THROTTLED
)
SPAM = _stop(
    "spam",
    "A Meta limitou o envio deste número porque clientes bloquearam ou denunciaram mensagens.",
    kind=THROTTLED,
    pause=2 * HOUR,
)

INTERCEPTED = replace(
    _stop(
        "intercepted",
        "Algo entre este servidor e o WhatsApp (proxy, firewall) barrou o envio. Avise o administrador.",
        kind=RETRYABLE,
    ),
    longest=10 * MINUTE,
)
"""Refused without Meta's envelope: a page of somebody between us, which every message would meet alike."""

TOO_FAST = Meaning(
    "too_fast",
    THROTTLED,
    "O WhatsApp pediu para enviar mais devagar.",
    tries=LONG,
    holds_up=NUMBER,
    pause=2.0,
    longest=60.0,
)
MAINTENANCE = Meaning(
    "maintenance",
    RETRYABLE,
    "A Meta está atualizando a conta do WhatsApp: leva alguns minutos.",
    tries=LONG,
    holds_up=NUMBER,
    pause=2 * MINUTE,
    longest=5 * MINUTE,
)
PAIR_TOO_FAST = Meaning(
    "pair_too_fast",
    THROTTLED,
    "Muitas mensagens seguidas para este cliente.",
    tries=LONG,
    holds_up=PAIR,
    pause=1.0,
    longest=1024.0,
)
"""Meta, about-the-platform: again after 4^X seconds, X = 0, 1, 2 …"""
FLOW_TOO_FAST = Meaning(
    "flow_too_fast",
    THROTTLED,
    "O formulário atingiu o limite de envios por hora.",
    tries=PATIENT,
    pause=6 * MINUTE,
    longest=HOUR,
)
DOWN = Meaning(
    "down", RETRYABLE, "O WhatsApp está com instabilidade.", tries=PATIENT, pause=2.0, longest=2 * MINUTE
)
WENT_WRONG = Meaning(
    "down", RETRYABLE, "O WhatsApp está com instabilidade.", tries=4, pause=5.0, longest=2 * MINUTE
)
ODD_REQUEST = Meaning("invalid", RETRYABLE, "O WhatsApp recusou o conteúdo da mensagem.", tries=2, pause=5.0)
UNREACHABLE = Meaning(
    "unreachable",
    RETRYABLE,
    "O WhatsApp não pôde ser alcançado.",
    tries=30,
    pause=2.0,
    longest=2 * MINUTE,
)

WINDOW_CLOSED = Meaning("window", WINDOW, "Passaram mais de 24 horas desde a última mensagem do cliente.")
INVALID = _never("invalid", "O WhatsApp recusou o conteúdo da mensagem.")
UNSUPPORTED = _never("unsupported", "O WhatsApp não aceita este tipo de mensagem.")
FILE = Meaning(
    "file",
    PERMANENT,
    "O WhatsApp não conseguiu processar o arquivo.",
    tries=2,
    pause=1.0,
    effect=UPLOAD_ANEW,
)
FILE_OR_CONTENT = replace(INVALID, tries=2, pause=1.0, effect=UPLOAD_ANEW)
"""Invalid, and it carries a file: uploaded anew and tried once more, it shows which of the two it was."""
TO_ITSELF = _never("to_itself", "O destinatário é o próprio número da empresa.")
UNDELIVERABLE = replace(
    _never(
        "undeliverable",
        "O número não usa o WhatsApp, não aceitou os termos ou bloqueou a empresa.",
    ),
    about=RECIPIENT,
)
TEST_NUMBER = _never("test_number", "O número de teste só envia para destinatários autorizados.")
COUNTRY = _never("country", "A conta não pode enviar mensagens para o país deste cliente.")
EXPERIMENT = _never("experiment", "A Meta não entrega mensagens de marketing a este cliente no momento.")
HELD_BACK = _never(
    "held_back",
    "A Meta preferiu não entregar agora. Espere 24 horas antes de tentar de novo.",
    NOT_FOR_A_DAY,
)
OPTED_OUT = _never("opted_out", "O cliente não quer receber mensagens de marketing.", STOP_MARKETING)
NEEDS_NUMBER = _never("needs_number", "Este cliente só pode ser alcançado pelo número de telefone.")
MARKETING_OFF = _never("marketing_off", "Modelos de marketing estão desativados para este número.")
MISCLASSIFIED = _never("misclassified", "Limite de envio atingido. Revise a categoria dos modelos.")
IDENTITY = replace(
    _never("identity", "A identidade do cliente mudou e precisa ser confirmada."), about=RECIPIENT
)
TEMPLATE_VALUES = _never(
    "template_values", "Os valores não combinam com os campos do modelo.", SYNC_TEMPLATES
)
TEMPLATE_MISSING = _never(
    "template_missing", "O modelo não existe neste idioma ou não está aprovado.", SYNC_TEMPLATES
)
TEMPLATE_TOO_LONG = _never("template_too_long", "O texto do modelo, já preenchido, ficou longo demais.")
TEMPLATE_POLICY = _never("template_policy", "O modelo viola as políticas do WhatsApp.", SYNC_TEMPLATES)
TEMPLATE_PAUSED = _never(
    "template_paused",
    "O modelo está pausado pela Meta. Espere a liberação ou use outro.",
    SYNC_TEMPLATES,
)
TEMPLATE_DISABLED = _never("template_disabled", "O modelo foi desativado pela Meta.", SYNC_TEMPLATES)
FLOW_BLOCKED = _never("flow_blocked", "O formulário foi bloqueado pela Meta.")
CALL_PAYMENT = _never("call_payment", "Há um problema de pagamento para chamadas na conta do WhatsApp.")
CURSOR = _never("cursor", "A lista expirou e precisa ser lida desde o começo.")
CALLBACK = _never("callback", "A Meta não conseguiu verificar o endereço dos webhooks.")
PIN = _never("pin", "A Meta não aceitou o PIN do número, ou ele foi tentado vezes demais.")
REGISTRATION_LIMIT = _never(
    "registration_limit", "O número foi registrado vezes demais: só é possível de novo após 72 horas."
)
UNKNOWN_CODE = _never("other", "O WhatsApp recusou a mensagem.")
