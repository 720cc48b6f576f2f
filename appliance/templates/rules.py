"""What a template must be before Meta is asked to take it, each rule with the words that say what to do.

Meta: templates/overview, templates/components. Meta has the last word: what it refuses all the same is put in
words by `refusals`.
"""

import re
from typing import Any

from appliance.errors import InvalidInput
from appliance.templates import limits
from appliance.templates.rules_of_buttons import check_buttons
from appliance.templates.rules_of_texts import check_body, check_footer, check_header
from appliance.whatsapp.fields import get, some

Json = dict[str, Any]
KINDS = ("HEADER", "BODY", "FOOTER", "BUTTONS")
_NAME = re.compile(r"[a-z0-9_]+")


def check_name(name: str) -> None:
    """Raises InvalidInput `invalid_name` or `too_long`."""
    if len(name) > limits.NAME:
        raise InvalidInput(
            "too_long", f"O nome tem no máximo {limits.NAME} caracteres.", field="name", limit=limits.NAME
        )
    if not _NAME.fullmatch(name):
        raise InvalidInput(
            "invalid_name", "O nome só pode ter letras minúsculas sem acento, números e _.", field="name"
        )


def check_choice(field: str, value: str, choices: tuple[str, ...] | list[str]) -> None:
    """Raises InvalidInput `invalid_language`, `invalid_category` or `invalid_parameter_format`."""
    words = {"language": "Este idioma", "category": "Esta categoria", "parameter_format": "Este formato"}
    if value not in choices:
        raise InvalidInput(f"invalid_{field}", f"{words[field]} não existe para modelos.", field=field)


def check_components(components: list[Json], category: str, parameter_format: str) -> list[Json]:
    """The components as Meta takes them, in its order; a header's example may still be a `media_id`.

    Raises InvalidInput with `field` (`body`, `buttons.0.text` …) and, where it is one, `limit`.
    """
    by_kind: dict[str, Json] = {}
    for component in components:
        kind = str(component.get("type", "")).upper()
        if kind not in KINDS:
            raise InvalidInput(
                "invalid_component",
                f"Partes do tipo “{kind}” não podem ser criadas aqui.",
                field="components",
            )
        if kind in by_kind:
            raise InvalidInput(
                "invalid_component", "Cada parte do modelo só pode aparecer uma vez.", field="components"
            )
        by_kind[kind] = {**component, "type": kind}
    if "BODY" not in by_kind:
        raise InvalidInput("missing_body", "Escreva o texto do modelo.", field="body")
    check = _check_authentication if category == "AUTHENTICATION" else _check_parts
    return check(by_kind, parameter_format)


def _check_parts(parts: dict[str, Json], parameter_format: str) -> list[Json]:
    is_named = parameter_format == "NAMED"
    checked = []
    if "HEADER" in parts:
        checked.append(check_header(parts["HEADER"], is_named))
    checked.append(check_body(parts["BODY"], is_named))
    if "FOOTER" in parts:
        checked.append(check_footer(parts["FOOTER"]))
    if "BUTTONS" in parts:
        checked.append({"type": "BUTTONS", "buttons": check_buttons(parts["BUTTONS"].get("buttons"))})
    return checked


def _check_authentication(parts: dict[str, Json], _parameter_format: str) -> list[Json]:
    """Meta writes the text itself: there is a code, a button to copy it, and two sentences to choose."""
    if "HEADER" in parts:
        raise InvalidInput("invalid_component", "Modelos de autenticação não têm cabeçalho.", field="header")
    if parts["BODY"].get("text"):
        raise InvalidInput(
            "invalid_component",
            "O texto de modelos de autenticação é escrito pela Meta: deixe-o vazio.",
            field="body",
        )
    secure = parts["BODY"].get("add_security_recommendation")
    checked = [
        {"type": "BODY", **some(add_security_recommendation=secure if isinstance(secure, bool) else None)}
    ]
    if "FOOTER" in parts:
        minutes = parts["FOOTER"].get("code_expiration_minutes")
        if (
            isinstance(minutes, bool)
            or not isinstance(minutes, int)
            or not 1 <= minutes <= limits.OTP_MINUTES
        ):
            raise InvalidInput(
                "invalid_footer",
                f"O código vale de 1 a {limits.OTP_MINUTES} minutos.",
                field="footer",
                limit=limits.OTP_MINUTES,
            )
        checked.append({"type": "FOOTER", "code_expiration_minutes": minutes})
    checked.append({"type": "BUTTONS", "buttons": _otp_button(parts.get("BUTTONS", {}).get("buttons"))})
    return checked


def _otp_button(buttons: Any) -> list[Json]:
    button = buttons[0] if isinstance(buttons, list) and len(buttons) == 1 else None
    kind = (str(get(button, "type")).upper(), str(get(button, "otp_type")).upper())
    if kind != ("OTP", "COPY_CODE"):
        raise InvalidInput(
            "invalid_button",
            "Modelos de autenticação têm um botão só: o de copiar o código (OTP, COPY_CODE).",
            field="buttons",
        )
    label = get(button, "text")
    if label is not None and (not isinstance(label, str) or not 1 <= len(label.strip()) <= limits.LABEL):
        raise InvalidInput(
            "too_long",
            f"O texto do botão tem de 1 a {limits.LABEL} caracteres.",
            field="buttons.0.text",
            limit=limits.LABEL,
        )
    return [{"type": "OTP", "otp_type": "COPY_CODE", **some(text=label)}]
