"""Why Meta did not do what we asked about a template, in words that say what to do.

Meta: templates, error subcodes of code 100; those marked so come from the field. Meta's own sentences are
localised: shown beside ours, never compared.
"""

from typing import Any

from appliance.context import Context
from appliance.errors import AppError, Conflict, InvalidInput, TooMany, Unavailable
from appliance.templates import limits
from appliance.templates.sync_state import ask_for_sync
from appliance.whatsapp.fields import some
from appliance.whatsapp.graph import GraphError, NoAnswer, Unreachable
from appliance.whatsapp.graph_errors import PERMISSION_CODES, meaning_of
from appliance.whatsapp.meanings import CREDENTIAL, RETRYABLE, THROTTLED

INVALID_PARAMETER = 100
EXISTS, NAME_BLOCKED, CAP, NOT_FOUND = 2388024, 2388023, 2388019, 2593002
"""All but the cap from the field."""

_SUBCODES: dict[int, tuple[str, str]] = {
    2388040: ("too_long", "A Meta recusou: uma das partes do modelo é longa demais."),
    2388047: (
        "invalid_header",
        "A Meta recusou o cabeçalho: use uma linha simples, sem formatação nem emoji.",
    ),
    2388072: ("invalid_body", "A Meta recusou o texto: confira as variáveis e a formatação."),
    2388073: ("invalid_footer", "A Meta recusou o rodapé: use uma linha simples, sem variáveis."),
    2388293: (
        "invalid_variables",
        "A Meta recusou: há variáveis demais para um texto tão curto. Escreva mais palavras.",
    ),
    2388299: ("invalid_variables", "A Meta recusou: o texto não pode começar nem terminar com uma variável."),
    CAP: (
        "too_many",
        f"A conta já tem todos os modelos que a Meta permite: {limits.TEMPLATES}, ou"
        f" {limits.TEMPLATES_OF_VERIFIED} depois que a empresa é verificada. Exclua os que não usa.",
    ),
    NAME_BLOCKED: (
        "name_blocked",
        "Um modelo com este nome foi excluído há pouco: a Meta só libera o nome depois de"
        f" {limits.NAME_BLOCKED_DAYS} dias. Escolha outro nome.",
    ),
    EXISTS: (
        "template_exists",
        "Já existe um modelo com este nome neste idioma. Edite-o ou escolha outro nome.",
    ),
    NOT_FOUND: ("template_not_found", "A Meta não tem mais este modelo."),
}
_CONFLICTS = frozenset({EXISTS, NAME_BLOCKED, CAP})

NO_ANSWER = "O WhatsApp não respondeu: pode ter feito o que foi pedido. A lista é conferida em seguida."
UNREACHABLE = "O WhatsApp não pôde ser alcançado. Tente de novo."


def refusal_of(error: GraphError | Unreachable | NoAnswer, *, hint: str = "") -> AppError:
    """What the API answers; `hint`: what else is worth knowing when nothing better is."""
    if isinstance(error, NoAnswer):
        return Unavailable("no_answer", NO_ANSWER)
    if isinstance(error, Unreachable):
        return Unavailable("whatsapp_unreachable", UNREACHABLE)
    known = _SUBCODES.get(error.subcode or 0)
    if known is not None:
        kind = Conflict if error.subcode in _CONFLICTS else InvalidInput
        return kind(known[0], known[1], **_details(error))
    return _by_code(error, hint)


def _by_code(error: GraphError, hint: str) -> AppError:
    meaning, details = meaning_of(error.code, error.http_status), _details(error)
    if meaning.kind == THROTTLED:
        words = "A Meta pediu para esperar antes de mexer em mais modelos. Tente de novo em alguns minutos."
        return TooMany("throttled", words, retry_after=300, **details)
    if meaning.kind == CREDENTIAL or error.code in PERMISSION_CODES:
        return Unavailable("whatsapp_credentials", meaning.text, **details)
    if meaning.kind == RETRYABLE:
        words = "O WhatsApp está com instabilidade. Tente de novo."
        return Unavailable("whatsapp_unavailable", words, **details)
    said = (error.words or error.title).rstrip(".")
    words = " ".join(part for part in (f"A Meta recusou: “{said}”.", hint) if part)
    return InvalidInput("template_refused", words, **details)


def _details(error: GraphError) -> dict[str, Any]:
    return some(meta_code=error.code, meta_subcode=error.subcode, reason=error.words or error.title)


def words_of(error: Exception) -> dict[str, Any]:
    """{code, message} of a sync that broke off."""
    if isinstance(error, GraphError | Unreachable | NoAnswer):
        refusal = refusal_of(error)
        if isinstance(error, GraphError) and refusal.code == "template_refused":
            return {"code": "refused", "message": f"A Meta não deu a lista de modelos: “{error.title}”."}
        message = UNREACHABLE if isinstance(error, NoAnswer) else refusal.message
        return {"code": refusal.code, "message": message}
    return {"code": "listing_broken", "message": "A lista da Meta foi interrompida. Tente de novo."}


def refused(context: Context, error: GraphError | Unreachable | NoAnswer, *, hint: str = "") -> AppError:
    """As `refusal_of`; and where it may have been done all the same, or Meta has what we do not know of, the
    list is fetched."""
    refusal = refusal_of(error, hint=hint)
    if refusal.code in {"no_answer", "template_exists", "template_not_found"}:
        ask_for_sync(context)
    return refusal
