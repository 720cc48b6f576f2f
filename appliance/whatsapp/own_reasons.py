"""Why a message waits, or did not leave, where no refusal of Meta's says so: each shaped like one of those.

The browser translates by `name`, as it does theirs.
"""

from typing import Any, Final

from appliance.media import errors
from appliance.whatsapp.meanings import MINUTE, PERMANENT, Meaning

UNKNOWN, WAITING = "unknown", "waiting"

NO_ANSWER: Final = Meaning(
    "no_answer", UNKNOWN, "Sem resposta do WhatsApp: pode ter chegado.", tries=3, pause=5.0, longest=MINUTE
)
"""The tries are a reaction's alone: the same one once more changes nothing for the customer."""
SUPERSEDED: Final = Meaning("superseded", "superseded", "Uma pessoa assumiu antes do envio.")
EXPIRED: Final = Meaning("expired", "expired", "O WhatsApp não conseguiu entregar em 30 dias e desistiu.")

PREPARING: Final = Meaning("preparing", WAITING, "O arquivo ainda está sendo preparado.")
UPLOADING: Final = Meaning("uploading", WAITING, "O arquivo está sendo enviado ao WhatsApp.")
BEHIND: Final = Meaning("behind", WAITING, "Espera a mensagem anterior desta conversa.")
ANSWER: Final = Meaning("answer", WAITING, "O WhatsApp está demorando a responder.")
TURN: Final = Meaning("turn", WAITING, "Há muitas mensagens para enviar.")
WORKER_AWAY: Final = Meaning(
    "worker_away", WAITING, "O serviço de envio não está respondendo. Avise o administrador."
)

HELD: Final = {
    meaning.name: meaning
    for meaning in (
        Meaning(
            "held_for_quality_assessment",
            "held",
            "A Meta está avaliando o modelo: a mensagem espera por isso.",
        ),
        Meaning("paused", "held", "O modelo foi pausado pela Meta: a mensagem espera a liberação."),
    )
}
"""By Meta's `message_status` of a template that it took and did not send yet (Meta: templates, pacing)."""

FILE_GONE: Final = "file_gone"
FILE_REASONS: Final = {
    code: f"file_{code}"
    for code in (
        errors.UNREADABLE,
        errors.NO_SOUND,
        errors.TOO_LONG,
        errors.UNPLAYABLE,
        errors.WRONG_VIDEO,
        errors.ANIMATED_STICKER,
        errors.NOT_SMALL_ENOUGH,
        errors.NOT_PREPARED,
        errors.NOT_TAKEN,
        errors.MISSING,
    )
}
"""What can be wrong with a file that was uploaded here, as a message's reason."""

ALL: Final = (
    *(NO_ANSWER, SUPERSEDED, EXPIRED, PREPARING, UPLOADING, BEHIND, ANSWER, TURN, WORKER_AWAY),
    *HELD.values(),
)


def file_gone(gone: errors.MediaGone) -> dict[str, Any]:
    """The error of a message whose file can never be sent, in the file's own words."""
    return Meaning(FILE_REASONS.get(gone.code, FILE_GONE), PERMANENT, gone.words).as_error()
