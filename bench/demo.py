"""The running demo, as its users reach it."""

import json
from pathlib import Path
from typing import Any, cast

import requests

from foundation.http import http_session

FILE = Path(__file__).parent.parent / ".demo/demo.json"


def read_demo() -> dict[str, Any]:
    """`.demo/demo.json`. Raises SystemExit when no demo runs."""
    if not FILE.exists():
        raise SystemExit("No demo runs here: `make demo` first.")
    return cast(dict[str, Any], json.loads(FILE.read_text(encoding="utf-8")))


def panel_session(demo: dict[str, Any]) -> requests.Session:
    """A session that calls the control plane's API with the demo's token."""
    session = http_session(timeout=(3.05, 30))
    session.headers["Authorization"] = f"Bearer {demo['panel']['token']}"
    return session


def tenant_session(url: str, email: str, password: str) -> requests.Session:
    """A session signed in to a tenant's API."""
    session = http_session(timeout=(3.05, 30))
    answer = session.post(f"{url}/api/v1/auth/login", json={"email": email, "password": password})
    answer.raise_for_status()
    session.cookies.clear()
    session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    return session
