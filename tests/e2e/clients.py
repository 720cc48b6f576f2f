"""A second client of the platform, made through the API as the panel and the CLI make it."""

import secrets
from typing import Any

from tests.e2e.platform import Platform


def new_number(platform: Platform) -> dict[str, str]:
    """A number and a FILA-IA key that the sandbox answers for."""
    number = {
        "phone_number_id": "1" + "".join(secrets.choice("0123456789") for _ in range(14)),
        "waba_id": "2" + "".join(secrets.choice("0123456789") for _ in range(14)),
        "display_phone_number": "5521" + "".join(secrets.choice("23456789") for _ in range(8)),
        "token": "EAAG" + secrets.token_hex(24),
        "app_secret": secrets.token_hex(16),
    }
    key = "fila_" + secrets.token_hex(16)
    platform.sandbox("POST", "/numbers", json={**number, "name": "Teste"})
    platform.sandbox("POST", "/keys", json={"key": key})
    return {**number, "fila_ia_key": key}


def request_for(number: dict[str, str], slug: str, **changes: Any) -> dict[str, Any]:
    """The body of POST /tenants."""
    whatsapp = {key: value for key, value in number.items() if key != "fila_ia_key"}
    body = {
        "slug": slug,
        "name": f"Cliente {slug}",
        "database": "mariadb",
        "admin": {"name": "Júlia Prado", "email": "julia@cliente.example"},
        "attendants": [{"name": "Davi Rocha", "email": "davi@cliente.example"}],
        "whatsapp": whatsapp,
        "fila_ia": {"key": number["fila_ia_key"]},
        "smoke_phone": "5511900000000",
    }
    return {**body, **changes}
