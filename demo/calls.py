"""HTTP through the edge, as a browser on this machine would: `*.localhost` is loopback (RFC 6761)."""

import time
from typing import Any

import requests

from demo.errors import DemoError
from foundation.http import http_session

Json = dict[str, Any]


class Calls:
    """JSON calls to one address, with a token or without."""

    def __init__(self, base_url: str, token: str = "") -> None:
        self._base_url = base_url
        self._http = http_session()
        if token:
            self._http.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str) -> Json:
        """Raises DemoError with the server's own words when it refuses."""
        return self._answer(self._http.get(self._base_url + path))

    def post(self, path: str, body: Json | None = None, **headers: str) -> Json:
        """As get."""
        return self._answer(self._http.post(self._base_url + path, json=body or {}, headers=headers))

    def put(self, path: str, body: Json) -> Json:
        """As get."""
        return self._answer(self._http.put(self._base_url + path, json=body))

    def patch(self, path: str, body: Json) -> Json:
        """As get."""
        return self._answer(self._http.patch(self._base_url + path, json=body))

    def upload(self, path: str, fields: dict[str, str], file: tuple[str, bytes, str]) -> Json:
        """As get; `file` is name, content and content type."""
        return self._answer(self._http.post(self._base_url + path, data=fields, files={"file": file}))

    def status(self, path: str) -> int:
        """The answer's status; 0 when nobody answers."""
        try:
            return self._http.get(self._base_url + path).status_code
        except requests.RequestException:
            return 0

    def wait_for(self, path: str, seconds: float) -> None:
        """Returns once `path` answers 200. Raises DemoError after `seconds`."""
        limit = time.monotonic() + seconds
        while (status := self.status(path)) != 200:
            if time.monotonic() > limit:
                raise DemoError(
                    f"{self._base_url}{path} still answers {status or 'nothing'} after {seconds:.0f} s."
                )
            time.sleep(0.3)

    def _answer(self, response: requests.Response) -> Json:
        if response.ok:
            answer: Json = response.json()
            return answer
        raise DemoError(
            f"{response.request.method} {response.url}: {response.status_code} {response.text[:500]}"
        )
