"""Contacts that are shared with a customer (Meta: messages/contacts-messages)."""

import re
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from appliance.composing.checks import check_count, known_text, refuse_given, wanted_text
from appliance.composing.drafts import Composed, Draft
from appliance.composing.limits import CARD_PARTS, CARD_PHONE, CARD_TEXT, CARD_TYPE, CARDS
from appliance.contacts.brazil import mobile_key
from appliance.contacts.models import Contact, ContactAlias
from appliance.contacts.numbers import parse_number
from appliance.errors import InvalidInput
from appliance.whatsapp.content import readable_content
from appliance.whatsapp.fields import some

_PHONE = re.compile(r"[0-9+()*#\s.\-/]*[0-9][0-9+()*#\s.\-/]*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
EMAIL_KINDS = ("HOME", "WORK")
"""Those that Meta's description knows; another is left out. Telephones may be of any kind (CELL, MAIN …)."""

Card = dict[str, Any]


def compose_contacts(session: Session, draft: Draft) -> Composed:
    """Raises InvalidInput."""
    refuse_given(draft.content, "content", "Um contato não leva texto. Escreva-o à parte.")
    given = draft.contacts or []
    check_count(given, "contacts", "os contatos", CARDS)
    cards = [_card(card, f"contacts.{index}") for index, card in enumerate(given)]
    _add_wa_ids(session, cards)
    part = [{**card, "name": _name(card["name"])} for card in cards]
    shown = readable_content("contacts", {"contacts": part})
    return Composed("contacts", shown, {"contacts": cards}, {"type": "contacts", "contacts": part})


def _card(card: Card, field: str) -> Card:
    name = wanted_text(card.get("name"), f"{field}.name", "o nome do contato", CARD_TEXT, one_line=True)
    phones = _parts(card, field, "phone", "o telefone", _PHONE, limit=CARD_PHONE)
    emails = _parts(card, field, "email", "o e-mail", _EMAIL, limit=CARD_TEXT)
    for email in emails:
        if email.get("type", "").upper() not in EMAIL_KINDS:
            email.pop("type", None)
    if not phones and not emails:
        message = f"{name[:60]}: falta um telefone ou um e-mail."
        raise InvalidInput("required", message, field=f"{field}.phones")
    org = card.get("org") or {}
    return {"name": name} | some(
        phones=phones,
        emails=emails,
        org=some(
            company=known_text(org.get("company"), f"{field}.org.company", "a empresa", CARD_TEXT),
            title=known_text(org.get("title"), f"{field}.org.title", "o cargo", CARD_TEXT),
        ),
    )


def _parts(card: Card, field: str, key: str, name: str, shape: re.Pattern[str], *, limit: int) -> list[Card]:
    given = card.get(f"{key}s") or []
    if given:
        check_count(given, f"{field}.{key}s", f"{name} do contato", CARD_PARTS)
    parts = []
    for index, part in enumerate(given):
        at = f"{field}.{key}s.{index}"
        text = wanted_text(part.get(key), f"{at}.{key}", name, limit, one_line=True)
        if not shape.fullmatch(text):
            raise InvalidInput(
                f"invalid_{key}", f"Isto não é um {name[2:]}: {text[:60]}", field=f"{at}.{key}"
            )
        kind = known_text(part.get("type"), f"{at}.type", "o tipo", CARD_TYPE, one_line=True)
        parts.append({key: text} | some(type=kind.upper() if kind else None))
    return parts


def _name(name: str) -> dict[str, str]:
    """`formatted_name` and, as Meta wants, at least one of its parts."""
    first, _, last = name.partition(" ")
    return {"formatted_name": name, "first_name": first} | ({"last_name": last} if last else {})


def _add_wa_ids(session: Session, cards: list[Card]) -> None:
    """Numbers of people we know get the id WhatsApp gave for them: then their card can be written to.

    Never derived from the number: which of them has a ninth digit is for WhatsApp to say.
    """
    numbers = {phone["phone"]: _digits(phone["phone"]) for card in cards for phone in card.get("phones", [])}
    keys = [key for digits in numbers.values() if digits for key in _aliases(digits)]
    if not keys:
        return
    wanted = [and_(ContactAlias.kind == kind, ContactAlias.value == value) for kind, value in keys]
    query = select(ContactAlias.kind, ContactAlias.value, Contact.wa_id).join(
        Contact, Contact.id == ContactAlias.contact_id
    )
    known = {(kind, value): wa_id for kind, value, wa_id in session.execute(query.where(or_(*wanted)))}
    for card in cards:
        for phone in card.get("phones", []):
            found = [known.get(key) for key in _aliases(numbers[phone["phone"]])]
            phone.update(some(wa_id=next((wa_id for wa_id in found if wa_id), None)))


def _aliases(digits: str) -> list[tuple[str, str]]:
    key = mobile_key(digits)
    return ([("wa_id", digits)] if digits else []) + ([("mobile_br", key)] if key else [])


def _digits(phone: str) -> str:
    try:
        return parse_number(phone)
    except ValueError:
        return ""
