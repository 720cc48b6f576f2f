"""Contacts that a customer shares (Meta: messages/contacts): any part may be missing, even the name."""

import re
from typing import Any

from appliance.whatsapp.fields import get, items, some, text

CARDS, PARTS, LENGTH = 300, 30, 300
"""Meta allows 257 cards; the rest of an odd one is in the payload."""

_FORMATTED_NAME = re.compile(r"^FN[^:\r\n]*:(.+)$", re.MULTILINE)
_TELEPHONE = re.compile(r"^(?:item\d+\.)?TEL[^:\r\n]*:(.+)$", re.MULTILINE)


def read_cards(part: Any) -> list[dict[str, Any]]:
    """Each card with what is known of it; a card of nothing at all is left out."""
    found = [_card(card) for card in items(part)[:CARDS]]
    return [card for card in found if any(card.values())]


def name_of(card: Any) -> str:
    """What to call the person on a card: the written name, its parts, the company or the vCard's name."""
    name = get(card, "name")
    parts = [text(get(name, key)) for key in ("first_name", "middle_name", "last_name")]
    return (
        text(get(name, "formatted_name"), LENGTH)
        or " ".join(part for part in parts if part)[:LENGTH]
        or text(get(card, "org", "company"), LENGTH)
        or _from_vcard(card, _FORMATTED_NAME)
        or ""
    )


def phones_of(card: Any) -> list[str]:
    """The numbers on a card, as written."""
    listed = items(get(card, "phones"))[:PARTS]
    written = [text(get(phone, "phone"), LENGTH) or text(get(phone, "wa_id"), LENGTH) for phone in listed]
    known = [phone for phone in written if phone]
    lone = None if known else _from_vcard(card, _TELEPHONE)
    return [lone] if lone else known


def _card(card: Any) -> dict[str, Any]:
    return {
        "name": name_of(card),
        "phones": _phones(card),
        "emails": _typed(card, "emails", "email"),
        "urls": _typed(card, "urls", "url"),
        "addresses": [line for line in map(_address, items(get(card, "addresses"))[:PARTS]) if line],
    } | some(
        org=some(
            company=text(get(card, "org", "company"), LENGTH), title=text(get(card, "org", "title"), LENGTH)
        ),
        birthday=text(get(card, "birthday"), LENGTH),
    )


def _phones(card: Any) -> list[dict[str, str]]:
    listed = [
        some(
            phone=text(get(phone, "phone"), LENGTH) or text(get(phone, "wa_id"), LENGTH),
            wa_id=text(get(phone, "wa_id"), LENGTH),
            type=text(get(phone, "type"), LENGTH),
        )
        for phone in items(get(card, "phones"))[:PARTS]
    ]
    known = [phone for phone in listed if "phone" in phone]
    return known or [{"phone": phone} for phone in phones_of(card)]


def _typed(card: Any, plural: str, singular: str) -> list[dict[str, str]]:
    found = [
        some(**{singular: text(get(entry, singular), LENGTH), "type": text(get(entry, "type"), LENGTH)})
        for entry in items(get(card, plural))[:PARTS]
    ]
    return [entry for entry in found if singular in entry]


def _address(address: Any) -> str:
    keys = ("street", "city", "state", "zip", "country")
    return ", ".join(part for part in (text(get(address, key), LENGTH) for key in keys) if part)


def _from_vcard(card: Any, wanted: re.Pattern[str]) -> str | None:
    """A contact that was asked for may come as a vCard and nothing else."""
    match = wanted.search((text(get(card, "vcard")) or "")[:20_000])
    return match[1].strip()[:LENGTH] or None if match else None
