"""What customers read around the client's own question, in the tenant's language."""

from typing import Any, Final

from appliance.composing.drafts import Composed
from appliance.surveys.states import CSAT, NPS

STOP: Final = {"pt-BR": "SAIR", "en": "STOP", "es": "SALIR"}
"""Whoever answers a survey with it is never asked again."""
_FOOTER: Final = {
    "pt-BR": "Para não receber pesquisas, responda {word}",
    "en": "Reply {word} to get no more surveys",
    "es": "Para no recibir encuestas, responda {word}",
}
_BUTTON: Final = {"pt-BR": "Dar nota", "en": "Rate", "es": "Calificar"}
_CSAT: Final = {
    "pt-BR": ("Péssimo", "Ruim", "Regular", "Bom", "Ótimo"),
    "en": ("Terrible", "Bad", "Fair", "Good", "Great"),
    "es": ("Pésimo", "Malo", "Regular", "Bueno", "Excelente"),
}
_ZERO: Final = {
    "pt-BR": "(Para dar nota 0, escreva 0.)",
    "en": "(To give a 0, write 0.)",
    "es": "(Para dar un 0, escriba 0.)",
}


def compose_question(locale: str, survey_id: int, kind: str, question: str) -> Composed:
    """A list of scores, the best first. WhatsApp's lists hold ten: of eleven, 0 is written."""
    titles = {
        CSAT: [(score, f"{score} · {_CSAT[locale][score - 1]}") for score in range(5, 0, -1)],
        NPS: [(score, str(score)) for score in range(10, 0, -1)],
    }[kind]
    body = question if kind == CSAT else f"{question}\n\n{_ZERO[locale]}"
    rows = [{"id": f"survey:{survey_id}:{score}", "title": title} for score, title in titles]
    footer = _FOOTER[locale].format(word=STOP[locale])
    action: dict[str, Any] = {"button": _BUTTON[locale], "sections": [{"rows": rows}]}
    part = {"type": "list", "body": {"text": body}, "footer": {"text": footer}, "action": action}
    record = {"interactive": {"kind": "list", "footer": footer, **action}}
    return Composed("interactive", body, record, {"type": "interactive", "interactive": part})
