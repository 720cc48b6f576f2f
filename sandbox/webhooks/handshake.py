"""The GET that Meta makes at once when a callback is set."""

import secrets

import requests

from sandbox.graph.errors import GraphError
from sandbox.seed_file import Callback


def verify(session: requests.Session, callback: Callback) -> None:
    """Asks the callback to echo a challenge; raises GraphError 2200 when it does not."""
    challenge = str(secrets.randbelow(9 * 10**9) + 10**9)
    query = {"hub.mode": "subscribe", "hub.challenge": challenge, "hub.verify_token": callback.verify_token}
    # Meta asks for %20 where the path has a plus sign (seen in the field).
    url = callback.url.replace("+", "%20")
    try:
        answer = session.get(url, params=query, allow_redirects=False)
    except requests.RequestException as error:
        raise _failed(f"{type(error).__name__}; HTTP Status Code = 0") from error
    if answer.status_code != 200:
        raise _failed(f"HTTP Status Code = {answer.status_code}; HTTP Message = {answer.reason}")
    if answer.text != challenge:
        raise _failed("the response does not match the challenge")


def _failed(reason: str) -> GraphError:
    return GraphError(2200, f"(#2200) Callback verification failed with the following errors: {reason}")
