"""A business sends: accepted at once, its fate told later."""

from typing import Any

from sandbox.chats import OUTBOUND, Chats, Message
from sandbox.customers.directory import Directory
from sandbox.faults import Faults
from sandbox.graph.errors import GraphError
from sandbox.graph.outgoing import check_outgoing
from sandbox.graph.recipients import recipient_of
from sandbox.graph.statuses import Statuses
from sandbox.graph.window import ServiceWindows
from sandbox.seed_file import Number
from sandbox.timeline import Timeline
from sandbox.wamid import new_wamid

Json = dict[str, Any]


class Sending:
    """The rules behind `POST /{phone_number_id}/messages`."""

    def __init__(
        self,
        *,
        directory: Directory,
        chats: Chats,
        windows: ServiceWindows,
        statuses: Statuses,
        faults: Faults,
        timeline: Timeline,
    ) -> None:
        self._directory = directory
        self._chats = chats
        self._windows = windows
        self._statuses = statuses
        self._faults = faults
        self._timeline = timeline

    def send(self, number: Number, body: Json) -> Json:
        """Accepts a message and returns Graph's answer; raises GraphError."""
        self._refuse_by_fault()
        kind = check_outgoing(body)
        customer, contact = recipient_of(body, number, self._directory)
        if self._faults.strikes("graph", "pair_limited"):
            raise GraphError(
                131056,
                "(#131056) (Business Account, Consumer Account) pair rate limit hit",
                details="Too many messages sent from this number to the same recipient in a short time.",
            )
        message = Message(
            wamid=new_wamid(customer.wa_id),
            phone_number_id=number.phone_number_id,
            wa_id=customer.wa_id,
            direction=OUTBOUND,
            type=kind,
            content=body[kind],
            timestamp=self._timeline.now(),
            reply_to=(body.get("context") or {}).get("message_id"),
            callback_data=body.get("biz_opaque_callback_data"),
        )
        code = self._later_error(message)
        message.reaches_phone = code == 0
        self._chats.add(message)
        if code:
            self._statuses.fail(message, code)
        else:
            self._statuses.follow(message)
        answer = {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": message.wamid}]}
        if kind == "template":
            answer["messages"] = [{"id": message.wamid, "message_status": "accepted"}]
        return answer

    def _refuse_by_fault(self) -> None:
        if self._faults.strikes("graph", "rate_limited"):
            raise GraphError(
                130429,
                "(#130429) Rate limit hit",
                details="Cloud API message throughput has been reached.",
            )
        if self._faults.strikes("graph", "server_error"):
            raise GraphError(
                131016,
                "(#131016) Service unavailable",
                status=500,
                details="A service is temporarily unavailable.",
                is_transient=True,
            )

    def _later_error(self, message: Message) -> int:
        """The code that the message will fail with after being accepted, or 0."""
        code = int(self._faults.value("graph", "fails_later"))
        if code or message.type == "template":
            return code
        return 0 if self._windows.is_open(message.phone_number_id, message.wa_id) else 131047
