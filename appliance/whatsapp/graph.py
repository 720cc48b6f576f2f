"""Meta's Graph API, as little of it as we call. Every failure leaves as a GraphError that says what to do.

A POST to `/messages` has no idempotency key: when it left and no answer came, it may have been sent.
"""

import hashlib
import hmac
from dataclasses import dataclass
from traceback import walk_tb
from typing import Any, BinaryIO

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from appliance.settings import WhatsAppSettings
from appliance.whatsapp.fields import text
from appliance.whatsapp.graph_errors import meaning_of
from foundation.rotating import current


class GraphError(Exception):
    """Meta refused. `kind` as in meanings; `code` is Meta's, None if the answer had none.

    `subcode` and `words` (a sentence for people, in the language of Meta's choice) come with templates.
    """

    def __init__(
        self, code: int | None, title: str, http_status: int, *, subcode: int | None = None, words: str = ""
    ) -> None:
        self.code = code
        self.title = title
        self.http_status = http_status
        self.subcode = subcode
        self.words = words
        self.kind = meaning_of(code, http_status, subcode).kind
        super().__init__(f"{http_status} ({code}) {title}")


class Unreachable(Exception):
    """The request never left: no connection could be made. Safe to repeat."""


class NoAnswer(Exception):
    """The request left and no usable answer came: it may have taken effect."""


@dataclass(frozen=True)
class Sent:
    """What Meta answered to a message it took."""

    message_id: str
    wa_id: str | None
    """The number it went to, as WhatsApp has it; absent when it was sent to a BSUID."""
    status: str = "accepted"
    """Of templates also `held_for_quality_assessment` and `paused`: taken, and not sent yet."""


class GraphClient:
    """Calls one number's Graph API. Raises GraphError, Unreachable or NoAnswer, nothing else."""

    def __init__(self, session: requests.Session, settings: WhatsAppSettings) -> None:
        self._session = session
        self._settings = settings

    def send_message(self, body: dict[str, Any]) -> Sent:
        """POST /messages."""
        answer = self.call("POST", f"{self._settings.phone_number_id}/messages", json=body)
        messages = answer.get("messages")
        try:
            message = messages[0]  # type: ignore[index]
            message_id, status = str(message["id"]), message.get("message_status")
        except (TypeError, LookupError) as error:
            raise NoAnswer("accepted without a message id") from error
        return Sent(message_id, _wa_id(answer.get("contacts")), str(status or "accepted"))

    def mark_read(self, whatsapp_message_id: str, *, typing: bool = False) -> None:
        """Blue ticks for that message and all before it; `typing` shows that an answer is being written, for
        25 seconds at most (Meta: messages/typing-indicators). There is no call for the latter alone."""
        body: dict[str, Any] = {"messaging_product": "whatsapp", "status": "read"}
        body["message_id"] = whatsapp_message_id
        if typing:
            body["typing_indicator"] = {"type": "text"}
        self.call("POST", f"{self._settings.phone_number_id}/messages", json=body)

    def number(self) -> dict[str, Any]:
        """GET /{phone_number_id}: its display number, verified name and quality."""
        fields = "id,display_phone_number,verified_name,quality_rating"
        return self.call("GET", self._settings.phone_number_id, params={"fields": fields})

    def throughput(self) -> dict[str, Any]:
        """GET /{phone_number_id}: what its pace follows from (Meta: throughput)."""
        fields = "throughput,is_on_biz_app,platform_type"
        return self.call("GET", self._settings.phone_number_id, params={"fields": fields})

    def media(self, media_id: str) -> dict[str, Any]:
        """GET /{media_id}: where its file can be fetched for five minutes, its type, size and digest."""
        return self.call("GET", media_id)

    def prove_app_secret(self) -> None:
        """GET with a proof that only the secret of the token's own app makes: the app that subscribes to the
        number's webhooks and signs them (Meta: Graph API, securing requests). A wrong one is error 100."""
        secret, token = current(self._settings.app_secret).encode(), self._settings.token.encode()
        proof = hmac.new(secret, token, hashlib.sha256).hexdigest()
        self.call("GET", self._settings.phone_number_id, params={"fields": "id", "appsecret_proof": proof})

    def subscribe_app(self) -> None:
        """POST /{waba_id}/subscribed_apps: without it no webhook is ever sent."""
        self.call("POST", f"{self._settings.waba_id}/subscribed_apps")

    def set_callback(self, url: str) -> None:
        """Points this number's webhooks at `url`, which Meta tries at once by a GET (error 2200)."""
        override = {"override_callback_uri": url, "verify_token": current(self._settings.verify_token)}
        self.call("POST", self._settings.phone_number_id, json={"webhook_configuration": override})

    def remove_callback(self) -> None:
        """This number's webhooks go where its account's or its app's go (Meta: webhooks/override)."""
        override = {"override_callback_uri": ""}
        self.call("POST", self._settings.phone_number_id, json={"webhook_configuration": override})

    def upload(self, content: bytes | BinaryIO, size: int, content_type: str) -> str:
        """Hands Meta a file that is about no message; the handle by which templates and profiles name it.

        `size` in bytes. The session belongs to the token's own app, which Graph calls `app` (Meta: Graph API,
        resumable upload).
        """
        params: dict[str, Any] = {"file_length": size, "file_type": content_type}
        session_id = text(self.call("POST", "app/uploads", params=params).get("id"))
        if session_id is None:
            raise NoAnswer("an upload session without an id")
        token = self._settings.token
        headers = {"Authorization": f"OAuth {token}", "file_offset": "0", "Content-Type": content_type}
        handle = text(self.call("POST", session_id, data=content, headers=headers).get("h"))
        if handle is None:
            raise NoAnswer("an upload without a handle")
        return handle

    def call(self, method: str, path: str, **arguments: Any) -> dict[str, Any]:
        """Any node or edge below the version; `arguments` as requests takes them (json, params, files …).

        Returns Meta's JSON object. Only for callers that speak of other parts of the API (templates, media).
        """
        url = f"{self._settings.graph_url}/{self._settings.graph_version}/{path}"
        headers = {"Authorization": f"Bearer {self._settings.token}", **arguments.pop("headers", {})}
        try:
            response = self._session.request(method, url, headers=headers, allow_redirects=False, **arguments)
        except (requests.ConnectionError, requests.Timeout) as error:
            raise Unreachable(str(error)) if _never_left(error) else NoAnswer(str(error)) from error
        except (requests.RequestException, ValueError, RuntimeError) as error:
            # the last two: a broken redirect, or one to no address; the library reads it all the same
            raise NoAnswer(type(error).__name__) from error
        return _read(response)


def _wa_id(contacts: Any) -> str | None:
    try:
        wa_id = contacts[0]["wa_id"]
    except (TypeError, LookupError):
        return None
    return wa_id if isinstance(wa_id, str) and wa_id.isdecimal() and len(wa_id) <= 20 else None


def _never_left(error: requests.RequestException) -> bool:
    """Whether the failure happened before the connection stood."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    if isinstance(error, requests.ConnectTimeout):
        return True
    return isinstance(reason, NewConnectionError | ConnectTimeoutError) or _in_handshake(error)


def _in_handshake(error: BaseException) -> bool:
    """Whether it came up while TLS was being agreed on. The libraries wrap that like a connection that broke
    later, so only where it was raised tells."""
    cause: BaseException | None = error
    while cause is not None:
        if any(frame.f_code.co_name == "do_handshake" for frame, _ in walk_tb(cause.__traceback__)):
            return True
        cause = cause.__cause__ or cause.__context__
    return False


def _read(response: requests.Response) -> dict[str, Any]:
    try:
        document = response.json()
    except ValueError:
        document = None
    if response.ok and isinstance(document, dict):
        return document
    error = document.get("error") if isinstance(document, dict) else None
    if isinstance(error, dict):
        code = error.get("code")
        data = error.get("error_data")
        details = data.get("details") if isinstance(data, dict) else None
        title = str(details or error.get("message") or "")[:300]
        subcode = error.get("error_subcode")
        raise GraphError(
            code if isinstance(code, int) else None,
            title,
            response.status_code,
            subcode=subcode if isinstance(subcode, int) else None,
            words=str(error.get("error_user_msg") or "")[:500],
        )
    # Without Meta's envelope somebody between us answered. A redirect, a 4xx and 503 say "not taken"; of any
    # other 5xx, and of a 200 we cannot read, nobody knows what became.
    if 300 <= response.status_code < 500 or response.status_code == 503:
        raise GraphError(None, f"HTTP {response.status_code}", response.status_code)
    raise NoAnswer(f"HTTP {response.status_code} without an answer of Meta's")
