"""Meta's error codes as data: what to do about each, and what to tell people.

Source: Meta, support/error-codes. Logic branches on `code` alone: titles are localised and change.
"""

from appliance.whatsapp import meanings
from appliance.whatsapp.meanings import Meaning

TOKEN_CODES = frozenset({0, 190})
PERMISSION_CODES = frozenset({3, 10, 131005, *range(200, 300)})
NO_SUCH_OBJECT = (100, 33)
"""Code and subcode of a call to a number that does not exist, or that the token may not use."""

MEANINGS: dict[int, Meaning] = {
    **dict.fromkeys(TOKEN_CODES, meanings.TOKEN),
    **dict.fromkeys(PERMISSION_CODES, meanings.PERMISSION),
    1: meanings.ODD_REQUEST,
    2: meanings.DOWN,
    4: meanings.CALL_LIMIT,
    33: meanings.NO_NUMBER,
    100: meanings.INVALID,
    368: meanings.BLOCKED,
    2200: meanings.CALLBACK,
    80007: meanings.CALL_LIMIT,
    130429: meanings.TOO_FAST,
    130472: meanings.EXPERIMENT,
    130497: meanings.COUNTRY,
    131000: meanings.WENT_WRONG,
    131008: meanings.INVALID,
    131009: meanings.INVALID,
    131016: meanings.DOWN,
    131021: meanings.TO_ITSELF,
    131026: meanings.UNDELIVERABLE,
    131030: meanings.TEST_NUMBER,
    131031: meanings.BLOCKED,
    131037: meanings.DISPLAY_NAME,
    131042: meanings.PAYMENT,
    131044: meanings.CALL_PAYMENT,
    131045: meanings.UNREGISTERED,
    131047: meanings.WINDOW_CLOSED,
    131048: meanings.SPAM,
    131049: meanings.HELD_BACK,
    131050: meanings.OPTED_OUT,
    131051: meanings.UNSUPPORTED,
    131052: meanings.FILE,
    131053: meanings.FILE,
    131056: meanings.PAIR_TOO_FAST,
    131057: meanings.MAINTENANCE,
    131059: meanings.CURSOR,
    131062: meanings.NEEDS_NUMBER,
    131063: meanings.MARKETING_OFF,
    131064: meanings.MISCLASSIFIED,
    132000: meanings.TEMPLATE_VALUES,
    132001: meanings.TEMPLATE_MISSING,
    132005: meanings.TEMPLATE_TOO_LONG,
    132007: meanings.TEMPLATE_POLICY,
    132008: meanings.TEMPLATE_VALUES,
    132012: meanings.TEMPLATE_VALUES,
    132015: meanings.TEMPLATE_PAUSED,
    132016: meanings.TEMPLATE_DISABLED,
    132018: meanings.TEMPLATE_VALUES,
    132068: meanings.FLOW_BLOCKED,
    132069: meanings.FLOW_TOO_FAST,
    133000: meanings.UNREGISTERED,
    133004: meanings.DOWN,
    133005: meanings.PIN,
    133006: meanings.UNREGISTERED,
    133008: meanings.PIN,
    133009: meanings.PIN,
    133010: meanings.UNREGISTERED,
    133015: meanings.JUST_DELETED,
    133016: meanings.REGISTRATION_LIMIT,
    134011: meanings.PAYMENT_TERMS,
    135000: meanings.INVALID,
    137000: meanings.IDENTITY,
}
OF_ITS_CONTENT = frozenset({400, 411, 413, 414, 415, 422, 431})
"""Without a code of Meta's: whoever said so may not have liked this one request."""


def meaning_of(code: int | None, http_status: int = 0, subcode: int | None = None) -> Meaning:
    """What `code` means; a code not listed is judged by the HTTP status, and refused if that says nothing.

    429 is throttling whatever the code says, unless the code says which. No code at all: not Meta's answer.
    """
    known = MEANINGS.get(code) if code is not None else None
    if http_status == 429:
        return known if known is not None and known.kind == meanings.THROTTLED else meanings.TOO_FAST
    if (code, subcode) == NO_SUCH_OBJECT:
        return meanings.NO_NUMBER
    if known is not None:
        return known
    if code is None and 300 <= http_status < 500 and http_status not in OF_ITS_CONTENT:
        return meanings.INTERCEPTED
    is_passing = http_status >= 500 or (code is None and http_status in OF_ITS_CONTENT)
    return meanings.DOWN if is_passing else meanings.UNKNOWN_CODE


def error_of(
    code: int | None, title: str | None, http_status: int = 0, subcode: int | None = None
) -> dict[str, object]:
    """How a refusal is stored on a message and shown: Meta's code and title, our kind, name and sentence."""
    meaning = meaning_of(code, http_status, subcode)
    return {**meaning.as_error(), "code": code, "title": title}
