"""Who talks in the showcase: customers on their phones, and an attendant in one conversation."""

from typing import Any

from demo.calls import Calls, Json


class Phone:
    """The customers' side."""

    def __init__(self, calls: Calls, number: str) -> None:
        self._calls = calls
        self._number = number

    def knows(self, wa_id: str, name: str) -> None:
        self._calls.post("/sandbox/customers", {"wa_id": wa_id, "name": name})

    def writes(self, wa_id: str, kind: str = "text", **content: Any) -> Json:
        """`content` is as docs/reference/sandbox.md says."""
        body = {"phone_number_id": self._number, "wa_id": wa_id, "type": kind, **content}
        return self._calls.post("/sandbox/inbound", body)

    def fails_from_now(self) -> None:
        """What is sent next is accepted, and fails afterwards: nobody has WhatsApp there."""
        self._calls.put("/sandbox/faults", {"graph": {"fails_later": 131026}})

    def works(self) -> None:
        self._calls.put("/sandbox/faults", {"graph": {}})


class Said:
    """What the attendant sends into one conversation."""

    def __init__(self, attendant: Calls, conversation: int) -> None:
        self._calls = attendant
        self._conversation = conversation

    def text(self, content: str) -> int:
        return self.message("text", content=content)

    def message(self, kind: str, **content: Any) -> int:
        """Its id."""
        body = {"conversation_id": self._conversation, "message_type": kind, **content}
        return int(self._calls.post("/api/v1/messages", body)["id"])

    def file(self, kind: str, name: str, data: bytes, data_type: str, **more: Any) -> int:
        """As message."""
        media = self._calls.upload("/api/v1/media", {"kind": kind}, (name, data, data_type))["id"]
        return self.message("audio" if kind == "voice" else kind, media_id=media, **more)

    def heard(self, wamid: str) -> int | None:
        """The id of a message that Meta knows by `wamid`, once it is here."""
        return next((each["id"] for each in self._all() if each["whatsapp_message_id"] == wamid), None)

    def has(self, words: str) -> bool:
        """Whether one of them ends so."""
        return any((each["content"] or "").endswith(words) for each in self._all())

    def is_all_delivered(self) -> bool:
        ours = [
            each
            for each in self._all()
            if each["sender_type"] == "attendant" and each["message_type"] != "note"
        ]
        return all(each["status"] in ("delivered", "read", "played") or each["scheduled_at"] for each in ours)

    def has_failed(self, message_id: int) -> bool:
        return any(each["id"] == message_id and each["status"] == "failed" for each in self._all())

    def _all(self) -> list[Json]:
        path = f"/api/v1/messages?limit=50&conversation_id={self._conversation}"
        found: list[Json] = self._calls.get(path)["data"]
        return found
