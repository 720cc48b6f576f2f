"""The demo's client: tenant `acme`, made the way panel and CLI do it."""

import time
from typing import Any

from demo.calls import Calls, Json
from demo.errors import DemoError
from demo.number import credentials
from demo.steps import Step

SLUG = "acme"
NAME = "ACME Materiais"
PHONE = "551140028922"
_WAIT_SECONDS = 600
_POLL_SECONDS = 0.4
_OVER = {"succeeded", "failed", "undone"}


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
    found: list[Json] = panel.post(f"/api/v1/tenants/{SLUG}/logins")["data"]
    return found


def _request(number: Json) -> Json:
    return {
        "slug": SLUG,
        "name": NAME,
        "database": "mysql",
        "locale": "pt-BR",
        "timezone": "America/Sao_Paulo",
        "admin": {"name": "Ana Martins", "email": "ana@acme.example"},
        "attendants": [{"name": "Bruno Lima", "email": "bruno@acme.example"}],
        **credentials(number),
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
