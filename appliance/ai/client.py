"""FILA-IA over HTTP. Contract: FILA-IA 1.4/1.5 (`/api/v1`, key in X-API-Key, answers by polling).

Every failure leaves as one of four: Retryable, Permanent, Throttled, Unknown.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import requests
from urllib3.exceptions import NewConnectionError, SSLError

from appliance.settings import AiSettings
from foundation.http import Timeout

TIMEOUT: Timeout = (3.05, 10.0)
"""FILA-IA only queues: what takes longer than this is not well."""
PAGE_LIMIT = 100
DEFAULT_RETRY_AFTER = 10
_MOST_TOKENS = 10**9


class AiError(Exception):
    """A call that gave nothing; the text is for the log."""


class Retryable(AiError):
    """Nothing was queued (no connection) or the server failed (5xx): asking again is right."""


class Permanent(AiError):
    """Refused for good (401, 403, 404, 422 …): the same call fails again."""

    def __init__(self, message: str, status: int) -> None:
        self.status = status
        super().__init__(message)


class Throttled(AiError):
    """429: back-pressure, not failure. `retry_after` in seconds comes in the body."""

    def __init__(self, retry_after: int) -> None:
        self.retry_after = retry_after
        super().__init__(f"throttled for {retry_after} s")


class Unknown(AiError):
    """Sent, but no answer came: it may or may not have been queued."""


@dataclass(frozen=True)
class Question:
    """What is put to FILA-IA; `reference` is our own name for it."""

    reference: str
    session_id: str
    messages: Sequence[Mapping[str, str]]
    temperature: float = 0.3
    max_tokens: int = 400


@dataclass(frozen=True)
class Answer:
    """One of FILA-IA's rows. `status` is theirs (pending, processing, completed, failed, or a new one)."""

    upstream_id: str
    reference: str
    status: str
    text: str
    is_fallback: bool
    tokens_in: int | None = None
    tokens_out: int | None = None


class FilaIa:
    """One tenant's key at one FILA-IA. `http` comes from foundation.http, with `TIMEOUT`."""

    def __init__(self, settings: AiSettings, http: requests.Session) -> None:
        self._base = f"{settings.url}/api/v1"
        self._headers = {"X-API-Key": settings.key, "Accept": "application/json"}
        self._http = http

    def submit(self, question: Question) -> str:
        """Queues the question and returns FILA-IA's id. Raises AiError's kinds."""
        row = self._call(
            "POST",
            "/requests",
            body={
                "messages": list(question.messages),
                # read only at top level; without it all customers of a key share one memory
                "session_id": question.session_id,
                "parameters": {"temperature": question.temperature, "max_tokens": question.max_tokens},
                "metadata": {"session_id": question.session_id, "reference": question.reference},
            },
        )
        upstream_id = row.get("id")
        if not upstream_id:
            raise Unknown("accepted, but no id came back")
        return str(upstream_id)

    def newest(self, count: int) -> list[Answer]:
        """The newest `count` rows of the key (at most 100), in one call. Raises AiError's kinds."""
        page = self._call("GET", "/requests", params={"per_page": min(count, PAGE_LIMIT)})
        rows = page.get("data")
        if not isinstance(rows, list):
            raise Retryable("the list has no rows")
        return [_answer(row) for row in rows if isinstance(row, dict)]

    def one(self, upstream_id: str) -> Answer:
        """One row. Raises AiError's kinds; Permanent with status 404 for an unknown id."""
        return _answer(self._call("GET", f"/requests/{upstream_id}"))

    def check_key(self) -> None:
        """Returns if the key works; POST /authenticate would say yes to any. Raises AiError's kinds."""
        self.newest(1)

    def _call(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        params: Mapping[str, int] | None = None,
    ) -> dict[str, Any]:
        try:
            response = self._http.request(
                method,
                self._base + path,
                json=body,
                params=params,
                headers=self._headers,
                allow_redirects=False,
                timeout=TIMEOUT,
            )
        except requests.exceptions.ConnectTimeout as error:
            raise Retryable("no connection: timed out") from error
        except requests.exceptions.Timeout as error:
            raise Unknown("no answer in time") from error
        except requests.exceptions.ConnectionError as error:
            raise _broken_connection(error) from error
        except requests.exceptions.RequestException as error:
            raise Unknown(f"the answer broke off: {type(error).__name__}") from error
        return _body(response)


def _broken_connection(error: requests.exceptions.ConnectionError) -> AiError:
    """Refused before anything was sent, or cut off afterwards?"""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    if isinstance(reason, NewConnectionError | SSLError):
        return Retryable(f"no connection: {type(reason).__name__}")
    return Unknown("the connection was lost")


def _body(response: requests.Response) -> dict[str, Any]:
    status = response.status_code
    try:
        body = response.json()
    except requests.exceptions.JSONDecodeError:
        body = None
    if status == 429:
        raise Throttled(_retry_after(body))
    if status >= 500 or status == 408:
        raise Retryable(f"status {status}")
    if status >= 300:
        raise Permanent(f"status {status}", status)
    if not isinstance(body, dict):
        raise Unknown(f"status {status} without a JSON object")
    return body


def _retry_after(body: object) -> int:
    given = body.get("retry_after") if isinstance(body, dict) else None
    try:
        return min(max(int(given or DEFAULT_RETRY_AFTER), 1), 3600)
    except (TypeError, ValueError):
        return DEFAULT_RETRY_AFTER


def _answer(row: Mapping[str, Any]) -> Answer:
    metadata = _decoded(row.get("metadata"))
    result = _decoded(row.get("result"))
    if isinstance(result, dict):
        text, is_fallback = result.get("response"), bool(result.get("_fallback"))
    else:  # older servers give the bare text
        text, is_fallback = result, False
        if isinstance(text, str) and text.lstrip().startswith(("{", "[")):
            text = ""  # a result cut short: nothing for a customer to read
    return Answer(
        upstream_id=str(row.get("id") or ""),
        reference=str(metadata.get("reference") or "") if isinstance(metadata, dict) else "",
        status=str(row.get("status") or ""),
        text=text.strip() if isinstance(text, str) else "",
        is_fallback=is_fallback,
        tokens_in=_tokens(result, "tokens_input"),
        tokens_out=_tokens(result, "tokens_output"),
    )


def _tokens(result: object, name: str) -> int | None:
    given = result.get(name) if isinstance(result, dict) else None
    if not isinstance(given, int) or isinstance(given, bool):
        return None
    return given if 0 <= given <= _MOST_TOKENS else None


def _decoded(value: Any) -> Any:
    """The list gives objects as JSON strings, GET /requests/{id} gives them as they are."""
    if not isinstance(value, str):
        return value
    try:
        decoded = json.loads(value)
    except ValueError:
        return value
    return decoded if isinstance(decoded, dict | str) else value
