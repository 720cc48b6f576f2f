"""A macro run on a conversation: all of its actions in one transaction, or none."""

from typing import Any

from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.audit.recording import note
from appliance.context import Context
from appliance.conversations.outbox import announce
from appliance.conversations.queries import present_conversations
from appliance.conversations.visibility import find_conversation
from appliance.database import run_transaction
from appliance.errors import AppError
from appliance.macros.actions import Run
from appliance.macros.managing import find_macro


def run(context: Context, user: User, conversation_id: int, macro_id: int) -> dict[str, Any]:
    """The conversation afterwards.

    Raises NotFound, and whatever an action is refused for, with `action`: its place. Then nothing is done.
    """

    def work(session: Session) -> dict[str, Any]:
        macro = find_macro(session, user, macro_id)
        conversation = find_conversation(session, user, conversation_id, lock=True)
        note(
            session, "conversation.macro_run", ("conversation", conversation_id), after={"macro": macro.name}
        )
        runs = Run(session, context.settings.tenant, conversation, user)
        for place, action in enumerate(macro.actions):
            try:
                runs.do(action)
            except AppError as refusal:
                refusal.details["action"] = place
                raise
            session.flush()
        return present_conversations(session, [conversation])[0]

    shown = run_transaction(context.sessions, work)
    announce(context, conversation_id)
    return shown
