"""An attendant who answers through the API; the browser repeats what failed with the same client key."""

import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import requests

from bench.faults.meta import FIRST_WAIT, LONGEST_WAIT, TIMEOUT


class Attendant(threading.Thread):
    """Writes into the conversations in turn until it is told to end; `written` are the texts the API took."""

    def __init__(
        self, url: str, token: Callable[[], str], conversations: list[int], *, every: float, seed: int
    ) -> None:
        super().__init__(name="attendant", daemon=True)
        self.written: list[str] = []
        self.refused: dict[str, str] = {}
        """Texts the API would not take, and why."""
        self._url = f"{url}/api/v1/messages"
        self._token = token
        self._conversations = conversations
        self._every = every
        self._random = random.Random(seed)
        self._ending = threading.Event()
        self._session = requests.Session()

    def run(self) -> None:
        number = 0
        while not self._ending.wait(self._every):
            text = f"resposta {number}"
            self._write(self._conversations[number % len(self._conversations)], text)
            number += 1

    def end(self) -> None:
        """After what is being written."""
        self._ending.set()
        self.join()

    def _write(self, conversation_id: int, text: str) -> None:
        body = {
            "conversation_id": conversation_id,
            "message_type": "text",
            "content": text,
            "client_key": f"key {text}",
        }
        wait = FIRST_WAIT
        while True:
            with suppress(requests.RequestException):
                headers = {"Authorization": f"Bearer {self._token()}"}
                answer = self._session.post(self._url, json=body, headers=headers, timeout=TIMEOUT)
                if answer.ok:
                    self.written.append(text)
                    return
                if answer.status_code in {404, 409, 422}:
                    self.refused[text] = answer.text[:200]
                    return
            time.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
