"""The API as the commands use it: JSON in and out, errors as outcomes, events with a fallback to polling."""

import json
import time
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import requests

from control_plane.cli.configuration import Configuration
from control_plane.cli.outcome import BadInput, CommandError, Refused, Unreachable
from control_plane.operations.states import ENDED
from foundation.http import http_session

_CONNECT_SECONDS = 3.05
_PIECE_BYTES = 64 * 1024
_EVENTS_TIMEOUT = (_CONNECT_SECONDS, 45.0)  # the API sends a comment every 15 s
_POLL_SECONDS = 1.0
_PATIENCE_SECONDS = 60
"""How long watching bears an API that does not answer: a panel that restarts is back sooner."""


def path_to(*segments: str | int) -> str:
    """`/tenants/acme` of `"tenants", "acme"`: each is one segment, whatever somebody typed.

    Raises BadInput for what would lead elsewhere even when quoted: a server takes %2F for a slash.
    """
    for segment in map(str, segments):
        if segment in ("", ".", "..") or "/" in segment:
            raise BadInput(f"“{segment}” is neither a name nor an id: write it as the lists show it.")
    return "".join(f"/{quote(str(segment), safe='', errors='replace')}" for segment in segments)


class Client:
    """One signed-in connection."""

    def __init__(self, configuration: Configuration) -> None:
        self._base = f"{configuration.url}/api/v1"
        self._session = http_session()
        self._session.headers["Authorization"] = f"Bearer {configuration.token}"
        self._session.headers["Accept"] = "application/json"

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """The answer's JSON. Raises CommandError."""
        return self._call(
            "GET", path, params={key: value for key, value in query.items() if value is not None}
        )

    def post(
        self, path: str, body: dict[str, Any] | None = None, *, patience_seconds: float | None = None
    ) -> dict[str, Any]:
        """Sent once; the key makes a repeat by the network harmless. Raises CommandError."""
        return self.change("POST", path, body, patience_seconds=patience_seconds)

    def download(self, path: str, **query: Any) -> Iterator[str]:
        """The pieces of an answer that is no JSON, as they come. Raises CommandError."""
        wanted = {key: value for key, value in query.items() if value is not None}
        try:
            with self._session.get(self._base + path, params=wanted, stream=True) as response:
                if response.status_code >= 400:
                    raise _refusal(response)
                response.encoding = "utf-8"
                yield from response.iter_content(_PIECE_BYTES, decode_unicode=True)
        except requests.RequestException as error:
            raise Unreachable(f"{self._base} stopped answering. ({_cause(error)})") from error

    def change(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None,
        *,
        patience_seconds: float | None = None,
    ) -> dict[str, Any]:
        """The same by any method. Raises CommandError."""
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        timeout = (_CONNECT_SECONDS, patience_seconds) if patience_seconds else None
        return self._call(method, path, json=body, headers=headers, timeout=timeout)

    def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Sets what stands there. Raises CommandError."""
        return self._call("PUT", path, json=body)

    def delete(self, path: str) -> dict[str, Any]:
        """Usually an empty answer. Raises CommandError."""
        return self._call("DELETE", path)

    def watch(self, operation_id: str) -> Iterator[dict[str, Any]]:
        """The operation now and after each change, until it is terminal. Raises CommandError."""
        last_answer = time.monotonic()
        while True:
            try:
                for shown in self._events(operation_id):
                    yield shown
                    last_answer = time.monotonic()
                    if shown["state"] in ENDED:
                        return
                shown = self.get(path_to("operations", operation_id))  # the stream ended early: ask
                yield shown
                if shown["state"] in ENDED:
                    return
                last_answer = time.monotonic()
            except (Unreachable, requests.RequestException) as error:
                if time.monotonic() - last_answer > _PATIENCE_SECONDS:
                    raise Unreachable(f"The panel stopped answering: {error}") from error
            time.sleep(_POLL_SECONDS)

    def lines(self, path: str) -> Iterator[list[str]]:
        """The batches of an event stream of lines, until it ends; empty ones are signs of life.

        Raises CommandError.
        """
        accept = {"Accept": "text/event-stream"}
        try:
            with self._session.get(
                self._base + path, stream=True, timeout=_EVENTS_TIMEOUT, headers=accept
            ) as response:
                if response.status_code >= 400:
                    raise _refusal(response)
                response.encoding = "utf-8"
                for line in response.iter_lines(chunk_size=1, decode_unicode=True):
                    if line.startswith("data: "):
                        yield json.loads(line.removeprefix("data: "))
                    elif line.startswith(":"):
                        yield []
        except requests.RequestException as error:
            raise Unreachable(f"{self._base} stopped answering. ({_cause(error)})") from error

    def close(self) -> None:
        """Ends its connections."""
        self._session.close()

    def _events(self, operation_id: str) -> Iterator[dict[str, Any]]:
        url = self._base + path_to("operations", operation_id, "events")
        accept = {"Accept": "text/event-stream"}
        with self._session.get(url, stream=True, timeout=_EVENTS_TIMEOUT, headers=accept) as response:
            if response.status_code >= 400:
                raise _refusal(response)
            for line in response.iter_lines(decode_unicode=True):
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))

    def _call(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        try:
            response = self._session.request(method, self._base + path, **options)
        except requests.RequestException as error:
            raise Unreachable(
                f"{self._base} does not answer: is the platform up? ({_cause(error)})"
            ) from error
        if response.status_code >= 400:
            raise _refusal(response)
        if response.status_code == 204:
            return {}
        try:
            answer: dict[str, Any] = response.json()
        except ValueError as error:
            raise Unreachable(f"{self._base} does not answer like Guichê's API: check the URL.") from error
        return answer


def _refusal(response: requests.Response) -> CommandError:
    try:
        document = response.json()
        message = document["error"]["message"]
    except (ValueError, KeyError, TypeError):
        return Unreachable(f"{response.url} answered {response.status_code}, not like Guichê's API.")
    if response.status_code in (401, 403):
        return Refused(message, document)
    if response.status_code >= 500:
        return Unreachable(message, document)
    fields = document["error"].get("details", {}).get("fields", {})
    if fields:
        message = "; ".join(f"{name}: {problem}" for name, problem in fields.items())
    return BadInput(message, document)


def _cause(error: requests.RequestException) -> str:
    return type(error).__name__
