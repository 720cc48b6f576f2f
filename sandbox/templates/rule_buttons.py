"""The buttons of a template: kinds, counts and limits. Source: Meta, templates/components."""

from itertools import groupby
from typing import Any

from sandbox.templates.errors import refused
from sandbox.templates.variables import spans_of

Json = dict[str, Any]
_MOST = {"URL": 2, "PHONE_NUMBER": 1, "COPY_CODE": 1, "OTP": 1, "FLOW": 1, "REQUEST_CONTACT_INFO": 1}
_KINDS = ("QUICK_REPLY", *_MOST, "VOICE_CALL", "CATALOG", "MPM", "SPM")
_WITHOUT_LABEL = ("COPY_CODE", "OTP", "REQUEST_CONTACT_INFO")


def check_buttons(buttons: object, category: str) -> list[Json]:
    """The buttons with their types in capitals; raises GraphError 100."""
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 10:
        raise refused("A template has 1 to 10 buttons.")
    if not all(isinstance(button, dict) for button in buttons):
        raise refused("buttons must be a list of objects.")
    known = [button | {"type": str(button.get("type", "")).upper()} for button in buttons]
    for button in known:
        _check(button, category)
    kinds = [button["type"] for button in known]
    for kind, most in _MOST.items():
        if kinds.count(kind) > most:
            raise refused(f"A template has at most {most} button(s) of type {kind}.")
    if [is_reply for is_reply, _ in groupby(kind == "QUICK_REPLY" for kind in kinds)].count(True) > 1:
        raise refused("Quick replies stand together, before or after the other buttons.")
    labels = [button["text"] for button in known if button.get("text")]
    if len(set(labels)) < len(labels):
        raise refused("Two buttons can't have the same text.")
    return known


def _check(button: Json, category: str) -> None:
    kind = button["type"]
    if kind not in _KINDS:
        raise refused(f"Button type {kind!r} is unknown.")
    if kind not in _WITHOUT_LABEL or button.get("text") is not None:
        _check_label(button.get("text"))
    if kind == "URL":
        _check_url(button)
    elif kind == "PHONE_NUMBER":
        number = button.get("phone_number")
        if not isinstance(number, str) or not 0 < len(number) <= 20:
            raise refused("phone_number has 1 to 20 characters.")
    elif kind == "COPY_CODE":
        if not 0 < len(_example(button)) <= 20:
            raise refused("The code to copy needs an example of at most 20 characters.")
    elif kind == "OTP":
        _check_otp(button, category)


def _check_label(label: object) -> None:
    if not isinstance(label, str) or not label.strip() or len(label) > 25:
        raise refused("The text of a button has 1 to 25 characters.")
    if spans_of(label):
        raise refused("The text of a button has no variables.")


def _check_otp(button: Json, category: str) -> None:
    if category != "AUTHENTICATION":
        raise refused("An OTP button belongs to an authentication template.")
    if button.get("otp_type") not in ("COPY_CODE", "ONE_TAP", "ZERO_TAP"):
        raise refused("otp_type is COPY_CODE, ONE_TAP or ZERO_TAP.")


def _check_url(button: Json) -> None:
    url = button.get("url")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")) or len(url) > 2000:
        raise refused("url is an address of at most 2000 characters.")
    spans = spans_of(url)
    if not spans:
        return
    if len(spans) > 1 or spans[0][1] != len(url) or url[spans[0][0] :] != "{{1}}":
        raise refused("An address may end in the variable {{1}}, and has no other.")
    if not _example(button):
        raise refused("An address with a variable needs an example.")


def _example(button: Json) -> str:
    given = button.get("example")
    value = given[0] if isinstance(given, list) and given else given
    return value if isinstance(value, str) else ""
