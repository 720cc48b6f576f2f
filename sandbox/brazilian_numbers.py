"""Phone numbers as people write them, and the ninth digit that WhatsApp's ids may lack.

Accounts older than the ninth digit keep an id without it; mostly those of DDD 31 and above.
"""

import re

_MOBILE = re.compile(r"55(\d{2})9?([6-9]\d{7})")


def digits(number: str) -> str:
    """Only the digits of `number`."""
    return re.sub(r"\D", "", number)


def match_key(number: str) -> str:
    """The same text for a Brazilian mobile number with and without its ninth digit; else the digits."""
    found = _MOBILE.fullmatch(digits(number))
    return f"55{found[1]}{found[2]}" if found else digits(number)


def account_id(number: str) -> str:
    """The WhatsApp id a new account with this number gets: without the 9 from DDD 31 on."""
    found = _MOBILE.fullmatch(digits(number))
    if found is None:
        return digits(number)
    ninth = "" if int(found[1]) >= 31 else "9"
    return f"55{found[1]}{ninth}{found[2]}"


def international(number: str) -> str:
    """`+55 11 98765-0101` for a Brazilian number (mobile ids get their ninth digit back), else `+digits`."""
    found = _MOBILE.fullmatch(digits(number))
    if found:
        return f"+55 {found[1]} 9{found[2][:4]}-{found[2][4:]}"
    landline = re.fullmatch(r"55(\d{2})(\d{4})(\d{4})", digits(number))
    if landline:
        return f"+55 {landline[1]} {landline[2]}-{landline[3]}"
    return f"+{digits(number)}"
