"""What a macro can do: each action is the service behind a button, in the macro's transaction."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.canned_answers.filling import fill, values_of
from appliance.canned_answers.models import CannedAnswer
from appliance.composing.drafts import Draft
from appliance.conversations.actions import Target, close_within, on_record, transfer_within
from appliance.conversations.models import Conversation
from appliance.conversations.notes import add_note
from appliance.conversations.replies import Reply, reply_within
from appliance.conversations.snoozing import prioritise_within, snooze_within
from appliance.database import utc_now
from appliance.errors import NotAllowed, NotFound
from appliance.labels.attaching import relabel_within
from appliance.settings import TenantSettings

Given = dict[str, Any]
SEND: Final = "message.send"
"""What the button's own view asks for, beyond what running macros does."""


class Run:
    """One macro on one conversation, whose row is locked."""

    def __init__(
        self, session: Session, tenant: TenantSettings, conversation: Conversation, user: User
    ) -> None:
        self.session, self.tenant, self.conversation, self.user = session, tenant, conversation, user

    def do(self, action: Given) -> None:
        """Raises what the service behind it raises."""
        DOERS[action["kind"]](self, action)

    def add_label(self, action: Given) -> None:
        relabel_within(self.session, self.conversation.id, {action["label_id"]}, set())

    def remove_label(self, action: Given) -> None:
        relabel_within(self.session, self.conversation.id, set(), {action["label_id"]})

    def prioritise(self, action: Given) -> None:
        prioritise_within(self.session, self.conversation, self.user, action["priority"])

    def transfer(self, action: Given) -> None:
        target = Target(action.get("user_id"), action.get("queue_id"))
        self._noted(
            "conversation.transferred",
            lambda session, row: transfer_within(session, row, self.user, target),
        )

    def note(self, action: Given) -> None:
        add_note(self.session, self.conversation, self.user, action["text"])

    def send(self, action: Given) -> None:
        if not self.user.may(SEND):
            raise NotAllowed("not_allowed", "Seu perfil não permite enviar mensagens.", permission=SEND)
        answer = self.session.get(CannedAnswer, action["canned_answer_id"])
        if answer is None or (answer.queue_id is not None and answer.queue_id not in self._queues()):
            raise NotFound("answer_not_found", "Esta resposta pronta não existe mais.")
        values = values_of(self.session, self.tenant, self.conversation, self.user)
        reply = Reply(self.conversation.id, Draft(content=fill(answer.content, values)))
        reply_within(self.session, self.conversation, self.user, reply)

    def snooze(self, action: Given) -> None:
        until = utc_now() + timedelta(minutes=action["minutes"])
        snooze_within(self.session, self.conversation, self.user, until)

    def close(self, action: Given) -> None:
        reason_id = action.get("reason_id")
        self._noted(
            "conversation.closed", lambda session, row: close_within(session, row, self.user, reason_id)
        )

    def _queues(self) -> set[int | None]:
        return {*self.user.queue_ids, self.conversation.queue_id}

    def _noted(self, name: str, change: Callable[[Session, Conversation], None]) -> None:
        on_record(self.session, self.conversation, change, name)


DOERS: Final[dict[str, Callable[[Run, Given], None]]] = {
    "add_label": Run.add_label,
    "remove_label": Run.remove_label,
    "priority": Run.prioritise,
    "transfer": Run.transfer,
    "note": Run.note,
    "send": Run.send,
    "snooze": Run.snooze,
    "close": Run.close,
}
KINDS: Final = tuple(DOERS)
