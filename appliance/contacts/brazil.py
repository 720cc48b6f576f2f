"""The ninth digit of Brazilian mobiles.

WhatsApp may know +55 11 98765-0001 without its first 9, in either direction and against every rule of
thumb (Meta: messages/send-messages). So numbers are compared by a key that ignores it, shown with it, and
sent to exactly as Meta gave them. Landlines (first digit 2 to 5) have eight digits and no variant,
numbers of services (0800 …) none either: no area code has a 0.
"""

import re

_MOBILE = re.compile(r"55(?P<area>[1-9]{2})9?(?P<subscriber>[6-9]\d{7})")


def mobile_key(wa_id: str) -> str | None:
    """55 + area code + last eight digits: the same with and without the 9; None unless a Brazilian mobile."""
    match = _MOBILE.fullmatch(wa_id)
    return f"55{match['area']}{match['subscriber']}" if match else None


def is_same_number(one: str, other: str) -> bool:
    """Whether two ids of WhatsApp's are one number, with or without its ninth digit."""
    return one == other or (mobile_key(one) is not None and mobile_key(one) == mobile_key(other))


def display_phone(wa_id: str) -> str:
    """E.164, Brazilian mobiles with their ninth digit."""
    match = _MOBILE.fullmatch(wa_id)
    return f"+55{match['area']}9{match['subscriber']}" if match else f"+{wa_id}"
