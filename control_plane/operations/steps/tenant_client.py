"""The tenant as its customers, its people and Meta meet it: through the edge, under its own address."""

import hashlib
import hmac
import json
import time
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from requests import Response

from control_plane.adapters.tenant_http import TenantHttp
from control_plane.errors import RetryLater, StepFailed

_NOT_NOW = (502, 503, 504)


@dataclass(frozen=True)
class Number:
    """What a webhook body says of the number that was written to."""

    phone_number_id: str
    waba_id: str
    display_phone_number: str


class TenantClient:
    """Calls to one tenant. Each raises StepFailed when the answer is not what it must be, and RetryLater when
    there is none."""

    def __init__(self, http: TenantHttp, public_url: str) -> None:
        self._http = http
        self._host = urlsplit(public_url).netloc
        self._token = ""

    def page(self, path: str) -> Response:
        """Whatever it answers."""
        return self._http.request("GET", self._host, path)

    def handshake(self, verify_token: str) -> None:
        """Meta's question whether the address is ours: the challenge must come back."""
        challenge = uuid.uuid4().hex
        query = {"hub.mode": "subscribe", "hub.verify_token": verify_token, "hub.challenge": challenge}
        response = self._http.request("GET", self._host, "/webhooks/whatsapp", query=query)
        if response.status_code != 200 or response.text != challenge:
            said = f"The webhook's handshake failed ({response.status_code})."
            raise _unexpected("smoke_handshake", response.status_code, said)

    def knows(self, verify_token: str) -> bool:
        """Whether the webhook believes this token. Raises RetryLater when the tenant does not answer."""
        query = {"hub.mode": "subscribe", "hub.verify_token": verify_token, "hub.challenge": "1"}
        response = self._http.request("GET", self._host, "/webhooks/whatsapp", query=query)
        if response.status_code not in (200, 403):
            said = f"The webhook's handshake was answered with {response.status_code}."
            raise _unexpected("smoke_handshake", response.status_code, said)
        return response.status_code == 200

    def deliver(self, body: bytes, app_secret: str) -> int:
        """A webhook body signed with `app_secret`; the answer's status."""
        signature = hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}
        path = "/webhooks/whatsapp"
        return self._http.request("POST", self._host, path, body=body, headers=headers).status_code

    def log_in(self, email: str, password: str) -> None:
        """Later calls of `api` are this user's."""
        answer = self._json("POST", "/api/v1/auth/login", {"email": email, "password": password})
        self._token = str(answer["access_token"])

    def log_out(self) -> None:
        """Ends the sign-in on the tenant's side too."""
        headers = {"Authorization": f"Bearer {self._token}"}
        self._http.request("POST", self._host, "/api/v1/auth/logout", headers=headers)

    def get(self, path: str, **query: str) -> dict[str, Any]:
        return self._json("GET", path, None, query)

    def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._json("POST", path, body)

    def _json(
        self, method: str, path: str, body: dict[str, Any] | None, query: dict[str, str] | None = None
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        response = self._http.request(method, self._host, path, json=body, query=query, headers=headers)
        if response.status_code not in (200, 201):
            said = f"{method} {path} was answered with {response.status_code}: {response.text[:200]}"
            raise _unexpected("smoke_api", response.status_code, said)
        answer: dict[str, Any] = response.json()
        return answer


def _unexpected(code: str, status: int, said: str) -> StepFailed:
    """From the edge, when the tenant's web does not run at this moment: it may do so at the next."""
    return RetryLater(code, said) if status in _NOT_NOW else StepFailed(code, said)


def inbound_text(number: Number, wa_id: str, text: str) -> tuple[str, bytes]:
    """(message id, body): Meta's notification of a text message, with an id no other message has.

    Shape: Meta, WhatsApp Cloud API, webhooks/components.
    """
    message_id = f"wamid.guiche-smoke-{uuid.uuid4().hex}"
    value = {
        "messaging_product": "whatsapp",
        "metadata": {
            "display_phone_number": number.display_phone_number or number.phone_number_id,
            "phone_number_id": number.phone_number_id,
        },
        "contacts": [{"profile": {"name": "Guichê"}, "wa_id": wa_id}],
        "messages": [
            {
                "from": wa_id,
                "id": message_id,
                "timestamp": str(int(time.time())),
                "type": "text",
                "text": {"body": text},
            }
        ],
    }
    entry = {"id": number.waba_id, "changes": [{"field": "messages", "value": value}]}
    body = {"object": "whatsapp_business_account", "entry": [entry]}
    return message_id, json.dumps(body, ensure_ascii=False).encode()
