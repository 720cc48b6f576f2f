"""Whether FILA-IA takes a tenant's key. `POST /authenticate` says yes to any, a list of requests does not."""

import requests

from control_plane.whatsapp.seen import ERROR, OK, UNKNOWN, WARNING, Item
from foundation.http import http_session

_TIMEOUT = (3.05, 8.0)
_NAME = "fila_ia"


def probe_fila_ia(url: str, key: str) -> Item:
    """One call, which asks for nothing but the newest request. Raises nothing."""
    if not url or not key:
        return Item(_NAME, UNKNOWN, "not_told")
    headers = {"X-API-Key": key, "Accept": "application/json"}
    try:
        with http_session(timeout=_TIMEOUT) as http:
            answer = http.get(
                f"{url}/api/v1/requests", params={"per_page": "1"}, headers=headers, allow_redirects=False
            )
    except (requests.RequestException, ValueError):  # the latter: no header can hold such a key
        return Item(_NAME, ERROR, "no_answer", {"url": url})
    if answer.status_code in (401, 403):
        return Item(_NAME, ERROR, "key_refused", {"url": url})
    if answer.status_code == 429:
        return Item(_NAME, OK, "busy")
    if answer.status_code != 200:
        return Item(_NAME, WARNING, "ill", {"url": url, "status": answer.status_code})
    return Item(_NAME, OK, "ok")
