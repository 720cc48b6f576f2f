"""Variables of a canned answer filled in here, as the inbox does where a person sees the text first."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.contacts.details import texts_of
from appliance.conversations.models import Conversation
from appliance.database import utc_now
from appliance.queues.models import Queue
from appliance.settings import TenantSettings

_MARK: Final = re.compile(r"\{\{\s*([^{}]{1,60}?)\s*\}\}")
_BEGINS_SENTENCE: Final = re.compile(r"(^|[.!?\n])[\s*_~]*$")
_GREETINGS: Final = {
    "pt-BR": ("bom dia", "boa tarde", "boa noite"),
    "en": ("good morning", "good afternoon", "good evening"),
    "es": ("buenos días", "buenas tardes", "buenas noches"),
}
MORNING, NOON, EVENING = 5, 12, 18


def fill(content: str, values: Mapping[str, str]) -> str:
    """What is not known stays as it is, and the message is then refused."""

    def value(match: re.Match[str]) -> str:
        name = match[1].casefold()
        found = values.get(name)
        if found is None:
            return match[0]
        is_first = name == "saudacao" and _BEGINS_SENTENCE.search(content[: match.start()])
        return found[:1].upper() + found[1:] if is_first else found

    return _MARK.sub(value, content)


def values_of(
    session: Session, tenant: TenantSettings, conversation: Conversation, user: User
) -> dict[str, str]:
    """What each variable stands for; one that nobody knows is absent."""
    contact = conversation.contact
    name = (contact.name or contact.phonebook_name or contact.profile_name or "").strip()
    queue = session.get(Queue, conversation.queue_id) if conversation.queue_id is not None else None
    known = {
        "cliente.nome": name,
        "cliente.primeiro_nome": name.split()[0] if name else "",
        "protocolo": conversation.protocol,
        "atendente.nome": user.name,
        "setor": queue.name if queue is not None else "",
        "saudacao": greeting(utc_now().astimezone(ZoneInfo(tenant.timezone)), tenant.locale),
    }
    theirs = texts_of(session, contact, tenant.locale)
    return {variable: text for variable, text in known.items() if text} | theirs


def greeting(now: datetime, locale: str) -> str:
    """By the tenant's clock: until noon, until six, until five in the morning."""
    morning, afternoon, night = _GREETINGS[locale]
    if now.hour < MORNING or now.hour >= EVENING:
        return night
    return morning if now.hour < NOON else afternoon
