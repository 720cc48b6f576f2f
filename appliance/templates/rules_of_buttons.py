"""The buttons of a new template: kinds, counts, labels, addresses. Meta: templates/components, buttons."""

import re
from collections.abc import Callable
from itertools import groupby
from typing import Any

from appliance.errors import InvalidInput
from appliance.templates import limits
from appliance.templates.placeholders import broken_in, names_in
from appliance.whatsapp.fields import items, some

Json = dict[str, Any]
_PHONE = re.compile(r"\+?[0-9 ().-]+")
_AT_MOST = {
    "URL": "botões de site",
    "PHONE_NUMBER": "botão de ligar",
    "COPY_CODE": "botão de copiar código",
    "FLOW": "botão de formulário",
    "REQUEST_CONTACT_INFO": "botão de pedir o contato",
}


def check_buttons(buttons: Any) -> list[Json]:
    """As Meta takes them. Raises InvalidInput with `field` `buttons` or `buttons.<place>.<what>`."""
    given = [button for button in items(buttons) if isinstance(button, dict)]
    if not given:
        raise InvalidInput("invalid_button", "Não há nenhum botão.", field="buttons")
    if len(given) > limits.BUTTONS:
        words = f"Um modelo tem no máximo {limits.BUTTONS} botões."
        raise InvalidInput("too_many", words, field="buttons", limit=limits.BUTTONS)
    checked = [_check(button, f"buttons.{place}") for place, button in enumerate(given)]
    kinds = [button["type"] for button in checked]
    for kind, words in _AT_MOST.items():
        most = limits.BUTTON_KINDS[kind]
        if kinds.count(kind) > most:
            raise InvalidInput(
                "too_many", f"Um modelo tem no máximo {most} {words}.", field="buttons", limit=most
            )
    runs = [is_reply for is_reply, _ in groupby(kind == "QUICK_REPLY" for kind in kinds)]
    if runs.count(True) > 1:
        words = "As respostas rápidas ficam juntas, antes ou depois dos outros botões."
        raise InvalidInput("invalid_order", words, field="buttons")
    labels = [button["text"] for button in checked if "text" in button]
    if len(set(labels)) < len(labels):
        raise InvalidInput("invalid_label", "Dois botões não podem ter o mesmo texto.", field="buttons")
    return checked


def _check(button: Json, field: str) -> Json:
    kind = str(button.get("type", "")).upper()
    check = _CHECKS.get(kind)
    if check is None:
        words = f"Botões do tipo “{kind}” não podem ser criados aqui."
        raise InvalidInput("invalid_button", words, field=f"{field}.type")
    return {"type": kind, **check(button, field)}


def _label(button: Json, field: str) -> Json:
    text = button.get("text")
    if not isinstance(text, str) or not text.strip():
        raise InvalidInput("missing_label", "Escreva o texto do botão.", field=f"{field}.text")
    if len(text) > limits.LABEL:
        words = f"O texto do botão tem no máximo {limits.LABEL} caracteres."
        raise InvalidInput("too_long", words, field=f"{field}.text", limit=limits.LABEL)
    if names_in(text) or broken_in(text):
        words = "O texto do botão não pode ter variáveis."
        raise InvalidInput("invalid_variables", words, field=f"{field}.text")
    return {"text": text}


def _url(button: Json, field: str) -> Json:
    label, url, field = _label(button, field), button.get("url"), f"{field}.url"
    if not isinstance(url, str) or not url.startswith(("http://", "https://")) or re.search(r"\s", url):
        words = "O endereço começa com https:// e não tem espaços."
        raise InvalidInput("invalid_url", words, field=field)
    if len(url) > limits.URL:
        words = f"O endereço tem no máximo {limits.URL} caracteres."
        raise InvalidInput("too_long", words, field=field, limit=limits.URL)
    if not names_in(url) and not broken_in(url):
        return {**label, "url": url}
    if broken_in(url) or names_in(url) != ["1"] or not url.endswith("{{1}}") or url.count("{{") > 1:
        words = "O endereço pode terminar com a variável {{1}}, e não tem outra."
        raise InvalidInput("invalid_variables", words, field=field)
    return {**label, "url": url, "example": [_example(button, f"{field}_example")]}


def _phone_number(button: Json, field: str) -> Json:
    label, number, field = _label(button, field), button.get("phone_number"), f"{field}.phone_number"
    if not isinstance(number, str) or not _PHONE.fullmatch(number):
        words = "Escreva o telefone com país e DDD, como +55 11 4004-0001."
        raise InvalidInput("invalid_phone", words, field=field)
    digits = ("+" if number.startswith("+") else "") + re.sub(r"\D", "", number)
    if not 8 <= len(digits) <= limits.PHONE_NUMBER:
        words = f"O telefone tem no máximo {limits.PHONE_NUMBER} caracteres, com país e DDD."
        raise InvalidInput("invalid_phone", words, field=field, limit=limits.PHONE_NUMBER)
    return {**label, "phone_number": digits}


def _copy_code(button: Json, field: str) -> Json:
    example = _example(button, f"{field}.example")
    if len(example) > limits.COPY_CODE:
        words = f"O código tem no máximo {limits.COPY_CODE} caracteres."
        raise InvalidInput("too_long", words, field=f"{field}.example", limit=limits.COPY_CODE)
    return {"example": example}


def _flow(button: Json, field: str) -> Json:
    flow_id = button.get("flow_id")
    if not isinstance(flow_id, str) or not flow_id.isdecimal():
        raise InvalidInput("invalid_flow", "Escolha o formulário do botão.", field=f"{field}.flow_id")
    more = {name: button.get(name) for name in ("flow_action", "navigate_screen")}
    return {**_label(button, field), "flow_id": flow_id, **some(**more)}


def _example(button: Json, field: str) -> str:
    """Given as a text or as a list of one: Meta itself does both."""
    given = button.get("example")
    value = given[0] if isinstance(given, list) and given else given
    if not isinstance(value, str) or not value.strip():
        raise InvalidInput("missing_example", "Dê um exemplo do que vai no lugar da variável.", field=field)
    return value


def _optional_label(button: Json, field: str) -> Json:
    """WhatsApp has a label of its own for it."""
    return _label(button, field) if button.get("text") else {}


_CHECKS: dict[str, Callable[[Json, str], Json]] = {
    "QUICK_REPLY": _label,
    "URL": _url,
    "PHONE_NUMBER": _phone_number,
    "COPY_CODE": _copy_code,
    "FLOW": _flow,
    "REQUEST_CONTACT_INFO": _optional_label,
}
