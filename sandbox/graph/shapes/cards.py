"""Contact cards. Source: Meta, Messages reference, contacts object."""

from sandbox.graph.shapes.fields import list_of, one_of, pattern, shape, text

_WORD = text(256)
_KIND = one_of("HOME", "WORK")
_NAME = shape(
    {"formatted_name": _WORD},
    {"first_name": _WORD, "last_name": _WORD, "middle_name": _WORD, "prefix": _WORD, "suffix": _WORD},
)
_PHONE = shape({"phone": text(64)}, {"type": text(32), "wa_id": pattern(r"\d{5,20}", "digits")})
_EMAIL = shape({"email": pattern(r"[^@\s]+@[^@\s]+", "an e-mail address")}, {"type": _KIND})
_URL = shape({"url": pattern(r"\S{1,2000}", "a web address")}, {"type": _KIND})
_PLACE = ("street", "city", "state", "zip", "country", "country_code")
_ADDRESS = shape({}, dict.fromkeys(_PLACE, _WORD) | {"type": _KIND})
_CARD = shape(
    {"name": _NAME},
    {
        "phones": list_of(_PHONE, 0, 20),
        "emails": list_of(_EMAIL, 0, 20),
        "urls": list_of(_URL, 0, 20),
        "addresses": list_of(_ADDRESS, 0, 20),
        "org": shape({}, {"company": _WORD, "department": _WORD, "title": _WORD}),
        "birthday": pattern(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a date like 1990-12-31"),
    },
)
CONTACTS = list_of(_CARD, 1, 257)
