"""The little of RFC 5321 that a program which sends e-mail speaks; every login is believed (RFC 4954)."""

from collections.abc import Callable
from io import BufferedRWPair

MOST_BYTES = 10 * 1024 * 1024
LONGEST_LINE = 1002
"""RFC 5321, 4.5.3.1.6, with room; a longer one is a message's and cut by nobody."""
_EXTENSIONS = ("sandbox", "8BITMIME", "SMTPUTF8", "AUTH PLAIN", f"SIZE {MOST_BYTES}")

Deliver = Callable[[tuple[str, ...], bytes], object]


class Conversation:
    """One connection, from greeting to QUIT."""

    def __init__(self, stream: BufferedRWPair, deliver: Deliver) -> None:
        """`deliver` is called with recipients and content of each message, before it is acknowledged."""
        self._stream = stream
        self._deliver = deliver
        self._has_sender = False
        self._recipients: list[str] = []

    def run(self) -> None:
        """Returns when the other side has said QUIT or gone."""
        self._say(220, "sandbox ready")
        while line := self._stream.readline(LONGEST_LINE):
            verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
            if verb.upper() == "QUIT":
                return self._say(221, "bye")
            self._answer(verb.upper(), rest)
        return None

    def _answer(self, verb: str, rest: str) -> None:
        if verb in ("HELO", "EHLO"):
            self._forget()
            self._say(250, *(_EXTENSIONS if verb == "EHLO" else _EXTENSIONS[:1]))
        elif verb == "AUTH":
            self._say(235 if rest.upper().startswith("PLAIN ") else 504, "noted")
        elif verb == "MAIL":
            self._forget()
            self._has_sender = True
            self._say(250, "go on")
        elif verb == "RCPT" and self._has_sender:
            self._recipients.append(_address(rest))
            self._say(250, "go on")
        elif verb == "DATA" and self._recipients:
            self._data()
        elif verb in ("RSET", "NOOP"):
            if verb == "RSET":
                self._forget()
            self._say(250, "fine")
        elif verb in ("RCPT", "DATA"):
            self._say(503, "not in this order")
        else:
            self._say(502, "not spoken here")

    def _data(self) -> None:
        self._say(354, "end with a lone dot")
        lines: list[bytes] = []
        size = 0
        while (line := self._stream.readline()) not in (b".\r\n", b".\n"):
            if not line:
                return  # the other side has gone: not one it may believe delivered
            size += len(line)
            if size <= MOST_BYTES:
                lines.append(line[1:] if line.startswith(b".") else line)  # RFC 5321, 4.5.2
        if size > MOST_BYTES:
            self._say(552, "too large")
        else:
            self._deliver(tuple(self._recipients), b"".join(lines))
            self._say(250, "kept")
        self._forget()

    def _forget(self) -> None:
        self._has_sender = False
        self._recipients = []

    def _say(self, code: int, *lines: str) -> None:
        last = len(lines) - 1
        text = "".join(f"{code}{' ' if at == last else '-'}{line}\r\n" for at, line in enumerate(lines))
        self._stream.write(text.encode())
        self._stream.flush()


def _address(rest: str) -> str:
    """Of `TO:<ana@acme.example> …`."""
    return rest.partition("<")[2].partition(">")[0]
