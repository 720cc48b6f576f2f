"""The demo's client: a number in the sandbox, and tenant `acme` made the way panel and CLI do it."""

import secrets
import time
from typing import Any

from demo.calls import Calls, Json
from demo.errors import DemoError
from demo.instance import Instance
from demo.steps import Step

SLUG = "acme"
_WAIT_SECONDS = 600
_POLL_SECONDS = 0.4
_OVER = {"succeeded", "failed", "undone"}


def new_number() -> Json:
    """What Meta and FILA-IA would have given the client; made up once and kept."""
    return {
        "phone_number_id": "1" + "".join(secrets.choice("0123456789") for _ in range(14)),
        "waba_id": "2" + "".join(secrets.choice("0123456789") for _ in range(14)),
        "display_phone_number": "551140028922",
        "name": "ACME Materiais",
        "token": "EAAG" + secrets.token_hex(24),
        "app_secret": secrets.token_hex(16),
        "verify_token": secrets.token_hex(16),
        "fila_ia_key": "fila_" + secrets.token_hex(16),
    }


def register(instance: Instance, number: Json) -> None:
    """Makes the sandbox answer for the number and its FILA-IA key; a repeat changes nothing."""
    phone = Calls(instance.url("phone"))
    fields = ("phone_number_id", "waba_id", "display_phone_number", "name", "token", "app_secret")
    phone.post("/sandbox/numbers", {field: number[field] for field in fields})
    phone.post("/sandbox/keys", {"key": number["fila_ia_key"]})


def ensure_tenant(panel: Calls, number: Json, step: Step) -> None:
    """Creates acme, takes its creation up again, or repairs what is there. Raises DemoError when it fails."""
    known = next((each for each in panel.get("/api/v1/tenants")["data"] if each["slug"] == SLUG), None)
    if known is None:
        key = f"demo-{number['phone_number_id']}"
        answer = panel.post("/api/v1/tenants", _request(number), **{"Idempotency-Key": key})
        _follow(panel, answer["operation"], step)
        return
    last = known["last_operation"]
    if last and known["lifecycle"] != "active" and last["state"] == "failed":
        last = panel.post(f"/api/v1/operations/{last['id']}/resume")
    if last and last["state"] not in _OVER:
        _follow(panel, last, step)
    _follow(panel, panel.post(f"/api/v1/tenants/{SLUG}/repairs")["operation"], step)


def logins(panel: Calls) -> list[Json]:
    """Initial passwords: the panel tells them once."""
    found: list[Json] = panel.get(f"/api/v1/tenants/{SLUG}/logins")["data"]
    return found


def _request(number: Json) -> Json:
    whatsapp = ("phone_number_id", "waba_id", "display_phone_number", "token", "app_secret", "verify_token")
    return {
        "slug": SLUG,
        "name": number["name"],
        "database": "mysql",
        "locale": "pt-BR",
        "timezone": "America/Sao_Paulo",
        "admin": {"name": "Ana Martins", "email": "ana@acme.example"},
        "attendants": [{"name": "Bruno Lima", "email": "bruno@acme.example"}],
        "whatsapp": {field: number[field] for field in whatsapp},
        "fila_ia": {"key": number["fila_ia_key"]},
        "smoke_phone": "5511900000000",
    }


def _follow(panel: Calls, operation: dict[str, Any], step: Step) -> None:
    limit = time.monotonic() + _WAIT_SECONDS
    shown = ""
    while operation["state"] not in _OVER:
        if time.monotonic() > limit:
            raise DemoError(
                f"Operation {operation['kind']} took more than {_WAIT_SECONDS} s: see it in the panel."
            )
        steps = operation["steps"]
        done = sum(each["state"] in {"done", "skipped"} for each in steps)
        running = next((each for each in steps if each["state"] == "running"), None)
        text = f"{running['name']}: {running['message']}" if running else operation["state"]
        if text != shown:
            part = (running or {}).get("percent") or 0
            step.note(text, (100 * done + part) / max(1, len(steps)))
            shown = text
        time.sleep(_POLL_SECONDS)
        operation = panel.get(f"/api/v1/operations/{operation['id']}")
    if operation["state"] != "succeeded":
        error = operation["error"] or {}
        why = f"{error.get('message')} {error.get('next_action')}"
        raise DemoError(f"Operation {operation['kind']} of {SLUG} failed: {why}")
