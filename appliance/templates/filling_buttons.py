"""The buttons of a template filled in. Meta: templates/components, buttons; messages/template."""

import re
from collections.abc import Callable
from typing import Any

from appliance.errors import InvalidInput
from appliance.templates import limits
from appliance.templates.anatomy import kind_of
from appliance.templates.placeholders import names_in, put_in
from appliance.whatsapp.fields import get, some, text

Json = dict[str, Any]
Parameter = Json | None


def needs_value(button: Json) -> bool:
    """Whether it cannot be sent without a value of its own. An OTP button takes the body's."""
    kind = kind_of(button)
    return kind == "COPY_CODE" or (kind == "URL" and bool(names_in(text(get(button, "url")) or "")))


def fill_buttons(buttons: tuple[Json, ...], given: Json, code: str | None) -> tuple[list[Json], list[Json]]:
    """Meta's components for the buttons that take a value, and all of them as they are shown.

    `given`: by place, from "0"; `code`: an authentication template's. Raises InvalidInput.
    """
    strange = next((place for place in given if place not in map(str, range(len(buttons)))), None)
    if strange is not None:
        raise InvalidInput("too_many_values", "O modelo não tem este botão.", field=f"buttons.{strange}")
    sent, shown = [], []
    for place, button in enumerate(buttons):
        kind, field = kind_of(button), f"buttons.{place}"
        value = code if kind == "OTP" else given.get(str(place))
        if value is not None and not isinstance(value, str):
            raise InvalidInput("invalid_value", "O valor de um botão é um texto.", field=field)
        fill = _FILLS.get(kind)
        parameter, more = fill(button, value or "", field) if fill else (None, {})
        if parameter is not None:
            sub_type = "url" if kind == "OTP" else kind.lower()
            component = {"type": "button", "sub_type": sub_type, "index": str(place)}
            sent.append({**component, "parameters": [parameter]})
        shown.append({"type": kind, **some(text=text(get(button, "text")), **more)})
    return sent, shown


def _reply(_button: Json, value: str, field: str) -> tuple[Parameter, Json]:
    """Without a payload of our own the customer's tap brings the label."""
    if not value:
        return None, {}
    if len(value) > limits.PAYLOAD:
        words = f"O código de resposta tem no máximo {limits.PAYLOAD} caracteres."
        raise InvalidInput("too_long", words, field=field, limit=limits.PAYLOAD)
    return {"type": "payload", "payload": value}, {"id": value}


def _url(button: Json, value: str, field: str) -> tuple[Parameter, Json]:
    url = text(get(button, "url")) or ""
    names = names_in(url)
    if not names:
        return None, {"url": url}
    if not value.strip():
        raise InvalidInput("missing_value", "Preencha o final do endereço do botão.", field=field)
    if re.search(r"\s", value):
        raise InvalidInput("invalid_value", "O final do endereço não pode ter espaços.", field=field)
    whole = put_in(url, {names[0]: value})
    if len(whole) > limits.URL:
        words = f"O endereço inteiro tem no máximo {limits.URL} caracteres."
        raise InvalidInput("too_long", words, field=field, limit=limits.URL)
    return {"type": "text", "text": value}, {"url": whole}


def _copy_code(_button: Json, value: str, field: str) -> tuple[Parameter, Json]:
    if not value.strip():
        raise InvalidInput("missing_value", "Preencha o código que o cliente vai copiar.", field=field)
    _check_code(value, limits.COPY_CODE, field)
    return {"type": "coupon_code", "coupon_code": value}, {"code": value}


def _otp(_button: Json, value: str, _field: str) -> tuple[Parameter, Json]:
    _check_code(value, limits.OTP_CODE, "body.1")
    return {"type": "text", "text": value}, {"code": value}


def _flow(_button: Json, value: str, _field: str) -> tuple[Parameter, Json]:
    return {"type": "action", "action": {"flow_token": value or "unused"}}, {}


def _phone_number(button: Json, _value: str, _field: str) -> tuple[Parameter, Json]:
    return None, some(phone_number=text(get(button, "phone_number")))


def _check_code(value: str, limit: int, field: str) -> None:
    if re.search(r"\s", value):
        raise InvalidInput("invalid_value", "O código não pode ter espaços.", field=field)
    if len(value) > limit:
        words = f"O código tem no máximo {limit} caracteres."
        raise InvalidInput("too_long", words, field=field, limit=limit)


_FILLS: dict[str, Callable[[Json, str, str], tuple[Parameter, Json]]] = {
    "QUICK_REPLY": _reply,
    "URL": _url,
    "COPY_CODE": _copy_code,
    "OTP": _otp,
    "FLOW": _flow,
    "PHONE_NUMBER": _phone_number,
}
