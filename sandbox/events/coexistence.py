"""A number that is also in the WhatsApp Business app. Source: Meta, webhooks smb_message_echoes,
smb_app_state_sync and history."""

import random
from typing import Any

from sandbox.chats import OUTBOUND, Chats, Message
from sandbox.customers.content import content_of
from sandbox.customers.directory import Directory, contact_of
from sandbox.graph.media_store import MediaStore
from sandbox.seed_file import Customer, Number
from sandbox.timeline import Timeline
from sandbox.wamid import new_wamid
from sandbox.webhooks.envelope import number_value

Json = dict[str, Any]
DAY = 24 * 60 * 60
REFUSED = {
    "code": 2593109,
    "title": "History sharing is turned off by the business",
    "message": "History sharing is turned off by the business",
    "error_data": {"details": "History sharing is turned off by the business from the WhatsApp Business App"},
}
_SAID = (
    "Bom dia!",
    "Tudo certo?",
    "Chegou aqui, obrigado",
    "Qual o prazo?",
    "Pode ser amanhã",
    "Combinado 👍",
)


class Coexistence:
    """Each method returns the value of a webhook, and does what it tells."""

    def __init__(self, directory: Directory, chats: Chats, media: MediaStore, timeline: Timeline) -> None:
        self._directory = directory
        self._chats = chats
        self._media = media
        self._timeline = timeline

    def echo(self, number: Number, customer: Customer, wanted: Json) -> Json:
        """The owner writes to the customer on the own phone; opens no window. Raises SandboxError."""
        kind = str(wanted.get("type", "text"))
        message = Message(
            wamid=new_wamid(customer.wa_id),
            phone_number_id=number.phone_number_id,
            wa_id=customer.wa_id,
            direction=OUTBOUND,
            type=kind,
            content=content_of(kind, wanted, number.phone_number_id, self._media),
            timestamp=self._timeline.now(),
            status="delivered",
        )
        self._chats.add(message)
        to = {} if customer.hides_number else {"to": customer.wa_id}
        echo = {"from": number.display_phone_number} | to | {"to_user_id": customer.user_id}
        echo |= {"id": message.wamid, "timestamp": str(int(message.timestamp)), "type": kind}
        values = {"contacts": [contact_of(customer)], "message_echoes": [echo | {kind: message.content}]}
        return number_value(number) | values

    def state_sync(self, number: Number, customer: Customer, wanted: Json) -> Json:
        """The owner adds the customer to the address book, or removes them (`action`: remove)."""
        contact = {
            "full_name": customer.name,
            "first_name": customer.name.split()[0],
            "phone_number": customer.wa_id,
        }
        row = {"type": "contact", "contact": contact, "action": wanted.get("action", "add")}
        now = str(int(self._timeline.now()))
        return number_value(number) | {"state_sync": [row | {"metadata": {"timestamp": now}}]}

    def history(self, number: Number, wanted: Json) -> list[Json]:
        """`chunks` of `messages` each over `days` with all customers; `refused`: the owner shares nothing."""
        if wanted.get("refused"):
            return [number_value(number) | {"history": [{"errors": [REFUSED]}]}]
        chunks, each = int(wanted.get("chunks", 3)), int(wanted.get("messages", 20))
        days = max(1, min(180, int(wanted.get("days", 30))))
        chance = random.Random(int(wanted.get("seed", 1)))  # noqa: S311 - small talk, no secrets
        found = []
        for chunk in range(chunks):
            ages = [chance.randrange(days * DAY) for _ in range(each)]
            progress = {"chunk_order": chunk + 1, "progress": 100 * (chunk + 1) // chunks}
            metadata = {"phase": min(2, chunk)} | progress
            row = {"metadata": metadata, "threads": self._threads(number, ages, chance)}
            found.append(number_value(number) | {"history": [row]})
        return found

    def _threads(self, number: Number, ages: list[int], chance: random.Random) -> list[Json]:
        threads: dict[str, list[Json]] = {}
        for age in ages:
            customer, at = chance.choice(self._directory.all()), int(self._timeline.now()) - age
            threads.setdefault(customer.wa_id, []).append(_old_message(number, customer, at, chance))
        return [{"id": wa_id, "messages": messages} for wa_id, messages in threads.items()]


def _old_message(number: Number, customer: Customer, at: int, chance: random.Random) -> Json:
    is_own = chance.random() < 0.5
    people = (
        {"from": number.display_phone_number, "to": customer.wa_id} if is_own else {"from": customer.wa_id}
    )
    kind = "media_placeholder" if chance.randrange(12) == 0 else "text"
    text = {} if kind == "media_placeholder" else {"text": {"body": chance.choice(_SAID)}}
    message = people | {"id": new_wamid(customer.wa_id), "timestamp": str(at), "type": kind} | text
    return message | {"history_context": {"status": "READ" if is_own else "DELIVERED"}}
