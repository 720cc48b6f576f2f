"""What a customer may be called, write and send to do harm or make a mess."""

from typing import Any
from uuid import uuid4

from tests.e2e.platform import Platform, eventually

SCRIPT = "<img src=x onerror=alert(1)><script>alert(2)</script>"
RIGHT_TO_LEFT = "fatura \u202egpj.exe"
EMOJI = "🧑‍🚀🏳️‍🌈"
UNSEEN = "Zé\u200b\u2060\ufeff\u200d Oculto"
ENDLESS = "A" * 4096
NAMES = (SCRIPT, f"Ana \u202eanA {'x' * 40}", EMOJI, UNSEEN, "W" * 120)


def write_to_us(platform: Platform) -> dict[str, int]:
    """A conversation with each of NAMES, the attendant's; ids by name."""
    desk = platform.sign_in(as_admin=True)
    attendant = next(
        each["id"] for each in desk.call("GET", "/users").json()["data"] if each["role"] == "atendente"
    )
    found: dict[str, int] = {}
    for name in NAMES:
        wa_id = f"5511955{uuid4().int % 10**6:06}"
        platform.sandbox("POST", "/customers", json={"wa_id": wa_id, "name": name})
        for content in _contents():
            body = {"phone_number_id": platform.number, "wa_id": wa_id, **content}
            platform.sandbox("POST", "/inbound", json=body)
        conversation = eventually(
            lambda wa_id=wa_id: desk.conversation(wa_id), f"the conversation with {name}"
        )
        desk.call("POST", f"/conversations/{conversation['id']}/transfer", json={"user_id": attendant})
        found[name] = conversation["id"]
    return found


def _contents() -> list[dict[str, Any]]:
    file = {"base64": "JVBERi0xLjQKJSVFT0Y=", "mime_type": "application/pdf"}
    return [
        {"type": "text", "text": "Quero falar com uma pessoa"},
        {"type": "text", "text": ENDLESS},
        {"type": "document", "file": file | {"filename": f"{RIGHT_TO_LEFT}.pdf"}},
        {"type": "document", "file": file | {"filename": f"{SCRIPT}.pdf"}, "caption": SCRIPT},
        {
            "type": "location",
            "latitude": -23.5,
            "longitude": -46.6,
            "name": SCRIPT,
            "address": f"\u202e{ENDLESS[:200]}",
        },
        {"type": "text", "text": f"{SCRIPT} javascript:alert(3) \u202eotxet {'🧨' * 300}"},
    ]
