"""A business sends: accepted at once, its fate told later."""

from typing import Any

from sandbox.chats import OUTBOUND, Chats, Message
from sandbox.customers.directory import Directory
from sandbox.customers.preferences import Preferences
from sandbox.faults import Faults
from sandbox.graph.limits import Limits, pair_too_fast
from sandbox.graph.outgoing import check_outgoing
from sandbox.graph.recipients import recipient_of
from sandbox.graph.references import References
from sandbox.graph.refusals import refuse_by_fault
from sandbox.graph.registration import must_be_registered
from sandbox.graph.statuses import Statuses
from sandbox.graph.window import ServiceWindows
from sandbox.openapi.live import OpenApiJudge
from sandbox.seed_file import Number
from sandbox.templates.matching import check_fit, sendable
from sandbox.templates.rendering import rendered
from sandbox.templates.store import TemplateStore
from sandbox.timeline import Timeline
from sandbox.wamid import new_wamid

Json = dict[str, Any]
WINDOW_CLOSED, OPTED_OUT = 131047, 131050


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
        templates: TemplateStore,
        limits: Limits,
        references: References,
        preferences: Preferences,
        judge: OpenApiJudge,
    ) -> None:
        self._directory = directory
        self._chats = chats
        self._windows = windows
        self._statuses = statuses
        self._faults = faults
        self._timeline = timeline
        self._templates = templates
        self._limits = limits
        self._references = references
        self._preferences = preferences
        self._judge = judge

    def send(self, number: Number, body: Json) -> Json:
        """Accepts a message and returns Graph's answer; raises GraphError."""
        refuse_by_fault(self._faults)
        must_be_registered(number)
        self._limits.take_number(number)
        kind = check_outgoing(body)
        self._judge.check_message(body)
        customer, contact = recipient_of(body, number, self._directory)
        shown = self._template_shown(number, body[kind]) if kind == "template" else None
        self._references.check(number, customer, kind, body[kind])
        if self._faults.strikes("graph", "pair_limited"):
            raise pair_too_fast()
        self._limits.take_pair(number, customer.wa_id)
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
            shown=shown,
        )
        status = self._accept(message)
        told = {"id": message.wamid} | ({"message_status": status} if kind == "template" else {})
        return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [told]}

    def _accept(self, message: Message) -> str:
        """Keeps the message and plans its fate; the `message_status` of a template."""
        code = self._later_error(message)
        message.reaches_phone = code == 0
        self._chats.add(message)
        self._windows.business_answered(message.phone_number_id, message.wa_id)
        is_held = message.type == "template" and self._faults.strikes("graph", "template_held")
        if code:
            self._statuses.fail(message, code)
        else:
            self._statuses.follow(message, is_held=is_held)
        return "held_for_quality_assessment" if is_held else "accepted"

    def _template_shown(self, number: Number, content: Json) -> Json:
        """The template as the phone will show it; raises GraphError when it cannot be sent like this."""
        name, language = content["name"], content["language"]["code"]
        template = sendable(self._templates.find(number.waba_id, name, language), name, language)
        components = content.get("components", [])
        check_fit(template, components)
        return rendered(template, components)

    def _later_error(self, message: Message) -> int:
        """The code that the message will fail with after being accepted, or 0."""
        code = int(self._faults.value("graph", "fails_later"))
        if code:
            return code
        number, wa_id = message.phone_number_id, message.wa_id
        if message.shown:
            is_marketing = message.shown["category"] == "MARKETING"
            return OPTED_OUT if is_marketing and self._preferences.has_stopped(number, wa_id) else 0
        return 0 if self._windows.is_open(number, wa_id) else WINDOW_CLOSED
