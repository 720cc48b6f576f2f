"""What an authenticator app on a phone does: keep a secret, show codes."""

import base64
import time

from foundation import totp


class App:
    """`secret`: as typed into it, base32."""

    def __init__(self, secret: str) -> None:
        self._secret = base64.b32decode(secret)

    def code(self, steps_on: int = 0) -> str:
        """The code shown now, or so many steps of 30 seconds later."""
        return totp.code_at(self._secret, int(time.time()) // totp.STEP_SECONDS + steps_on)
