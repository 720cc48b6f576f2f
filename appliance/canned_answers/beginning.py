"""What a new tenant finds: three answers that everybody needs, to be changed or thrown away."""

from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from appliance.canned_answers.models import EVERYBODY, CannedAnswer
from appliance.context import Context
from appliance.database import run_transaction
from appliance.settings_store.models import TenantSetting

SEEDED: Final = "canned_answers.seeded"
"""The setting that remembers it was done: what was thrown away does not come back."""
ANSWERS: Final = {
    "pt-BR": (
        ("boas-vindas", "Boas-vindas", "{{saudacao}}! Aqui é {{atendente.nome}}. Como posso ajudar?"),
        ("aguarde", "Aguarde", "Vou verificar e já volto. Um momento, por favor."),
        ("encerramento", "Encerramento", "Foi um prazer atender você. Se precisar, é só escrever de novo."),
    ),
    "en": (
        ("welcome", "Welcome", "{{saudacao}}! This is {{atendente.nome}}. How can I help?"),
        ("wait", "Please wait", "Let me look into it. One moment, please."),
        ("closing", "Closing", "It was a pleasure to help you. If you need anything else, just write again."),
    ),
    "es": (
        ("bienvenida", "Bienvenida", "{{saudacao}}! Soy {{atendente.nome}}. ¿En qué puedo ayudar?"),
        ("espere", "Espere", "Voy a verificarlo y ya vuelvo. Un momento, por favor."),
        ("cierre", "Cierre", "Fue un placer atenderle. Si necesita algo más, escriba de nuevo."),
    ),
}


def seed(context: Context) -> None:
    """Once in a tenant's life, in its language; nothing where somebody has written answers already."""
    with context.sessions() as session:
        if session.get(TenantSetting, SEEDED) is not None:
            return
    answers = ANSWERS[context.settings.tenant.locale]

    def work(session: Session) -> None:
        session.add(TenantSetting(key=SEEDED, value=True))
        if session.scalar(select(exists(select(CannedAnswer.id)))):
            return
        session.add_all(
            CannedAnswer(shortcut=shortcut, title=title, content=content, queue_id=None, scope=EVERYBODY)
            for shortcut, title, content in answers
        )

    run_transaction(context.sessions, work)
