"""Requests to a tenant the way a browser's arrive: through the edge, under the tenant's own name."""

from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests

from control_plane.errors import RetryLater
from foundation.http import Timeout, http_session

_BROKEN = (requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)


class TenantHttp:
    def __init__(self, edge_address: str, timeout: Timeout = (3.05, 20)) -> None:
        """`timeout`: seconds for the connection, and for each wait for the answer."""
        self._edge_address = edge_address
        self._session = http_session(timeout=timeout)
        # no cookie is ever kept: every call stands for itself, who asks is in its headers
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def request(
        self,
        method: str,
        host: str,
        path: str,
        *,
        json: Any = None,
        body: bytes | None = None,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> requests.Response:
        """`host` is hostname[:port] as people type it. Redirects are answers, not followed.

        Raises RetryLater when the edge cannot be reached, does not answer, or breaks off.
        """
        try:
            return self._session.request(
                method,
                f"http://{self._edge_address}{path}",
                params=query,
                json=json,
                data=body,
                headers={"Host": host, **(headers or {})},
                allow_redirects=False,
            )
        except _BROKEN as error:
            raise RetryLater(
                "edge_unreachable", f"The edge does not answer at {self._edge_address}."
            ) from error
