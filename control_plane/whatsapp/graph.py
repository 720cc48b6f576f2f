"""Meta's Graph API with one tenant's access. Every call raises Refused or NoAnswer, and nothing else."""

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests

from control_plane.settings import Settings
from foundation.http import http_session

Json = dict[str, Any]
TIMEOUT = (3.05, 8.0)
"""Somebody watches, or other tenants wait."""
NUMBER = (
    "id,display_phone_number,verified_name,name_status,quality_rating,status,code_verification_status,"
    "platform_type,whatsapp_business_manager_messaging_limit"
)
ROUTE = "webhook_configuration,health_status"
ACCOUNT = "id,name,account_review_status"
_TOKEN_CODES = frozenset({0, 190})
_PERMISSION_CODES = frozenset({3, 10, 131005, *range(200, 300)})
_UNKNOWN_OBJECTS = frozenset({(100, 33)})


@dataclass(frozen=True)
class Access:
    """What opens one number."""

    phone_number_id: str
    waba_id: str
    token: str = field(repr=False)
    app_secret: str = field(repr=False)


class Refused(Exception):
    """Meta said no. `why`: token, permission, object (none of this id for our access) or other."""

    def __init__(self, code: int | None, subcode: int | None, status: int, said: str) -> None:
        self.code = code
        self.why = _why(code, subcode, status)
        self.said = said[:300]
        super().__init__(f"{status} ({code}) {self.said}")


class NoAnswer(Exception):
    """Nobody answered, or not Meta. Says nothing more: an address that was asked for may hold a token."""


@contextmanager
def open_graph(settings: Settings, access: Access) -> Iterator["Graph"]:
    """Over connections of its own."""
    with http_session(timeout=TIMEOUT) as http:
        yield Graph(http, f"{settings.graph_url}/{settings.graph_version}", access)


class Graph:
    """Source of paths, fields and codes: Meta, business-phone-numbers, webhooks/override; Graph API,
    debug_token, securing requests."""

    def __init__(self, http: requests.Session, base: str, access: Access) -> None:
        self._http = http
        self._base = base
        self.access = access

    def number(self) -> Json:
        """What Meta thinks of the number."""
        return self._get(self.access.phone_number_id, NUMBER)

    def route(self) -> Json:
        """Where its webhooks go, and whether it may send."""
        return self._get(self.access.phone_number_id, ROUTE)

    def account(self) -> Json:
        """The WhatsApp Business Account."""
        return self._get(self.access.waba_id, ACCOUNT)

    def numbers(self) -> list[str]:
        """The ids of the account's numbers."""
        answer = self.call("GET", f"{self.access.waba_id}/phone_numbers", params={"limit": "100"})
        return [str(row["id"]) for row in rows(answer) if "id" in row]

    def subscribed_apps(self) -> list[str]:
        """The ids of the apps that are told what happens in the account."""
        answer = self.call("GET", f"{self.access.waba_id}/subscribed_apps")
        apps = [row.get("whatsapp_business_api_data") for row in rows(answer)]
        return [str(app["id"]) for app in apps if isinstance(app, dict) and "id" in app]

    def token(self) -> Json:
        """What our access is good for."""
        data = self.call("GET", "debug_token", params={"input_token": self.access.token}).get("data")
        return data if isinstance(data, dict) else {}

    def prove_app_secret(self) -> None:
        """A wrong one is error 100: only the secret of the token's own app makes the proof."""
        secret, token = self.access.app_secret.encode(), self.access.token.encode()
        proof = hmac.new(secret, token, hashlib.sha256).hexdigest()
        params = {"fields": "id", "appsecret_proof": proof}
        self.call("GET", self.access.phone_number_id, params=params)

    def register(self, pin: str) -> None:
        """Makes the number one of the Cloud API; its first PIN is the one given here."""
        body = {"messaging_product": "whatsapp", "pin": pin}
        self.call("POST", f"{self.access.phone_number_id}/register", json=body)

    def subscribe_app(self) -> None:
        """Without it no webhook is ever sent. An override of the account's own would go with it."""
        self.call("POST", f"{self.access.waba_id}/subscribed_apps")

    def unsubscribe_app(self) -> None:
        """None of the account's webhooks come any more, of none of its numbers."""
        self.call("DELETE", f"{self.access.waba_id}/subscribed_apps")

    def set_callback(self, url: str, verify_token: str) -> None:
        """Of the number: it goes before the account's and the app's. Meta tries it at once (error 2200)."""
        override = {"override_callback_uri": url, "verify_token": verify_token}
        self.call("POST", self.access.phone_number_id, json={"webhook_configuration": override})

    def send(self, message: Json) -> str:
        """The id of the message that was taken, which is not yet delivered."""
        body = {"messaging_product": "whatsapp", "recipient_type": "individual", **message}
        found = self.call("POST", f"{self.access.phone_number_id}/messages", json=body).get("messages")
        try:
            return str(found[0]["id"])  # type: ignore[index]
        except (TypeError, LookupError) as error:
            raise NoAnswer from error

    def call(self, method: str, path: str, **arguments: Any) -> Json:
        """Meta's JSON object."""
        headers = {"Authorization": f"Bearer {self.access.token}"} if self.access.token else {}
        url = f"{self._base}/{path}"
        try:
            response = self._http.request(method, url, headers=headers, allow_redirects=False, **arguments)
            document = response.json()
        except (requests.RequestException, ValueError) as error:
            raise NoAnswer from error
        if response.ok and isinstance(document, dict):
            return document
        error_of = document.get("error") if isinstance(document, dict) else None
        if not isinstance(error_of, dict):
            raise NoAnswer
        raise _refused(error_of, response.status_code)

    def _get(self, path: str, fields: str) -> Json:
        return self.call("GET", path, params={"fields": fields})


def rows(answer: Json) -> list[Json]:
    """Those of a list's answer that are objects."""
    data = answer.get("data")
    return [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []


def _refused(error: Json, status: int) -> Refused:
    code, subcode = (error.get(name) for name in ("code", "error_subcode"))
    data = error.get("error_data")
    details = data.get("details") if isinstance(data, dict) else None
    return Refused(
        code if isinstance(code, int) else None,
        subcode if isinstance(subcode, int) else None,
        status,
        str(details or error.get("message") or ""),
    )


def _why(code: int | None, subcode: int | None, status: int) -> str:
    if code in _TOKEN_CODES or status == 401:
        return "token"
    if code in _PERMISSION_CODES or status == 403:
        return "permission"
    return "object" if (code, subcode) in _UNKNOWN_OBJECTS else "other"
