"""What a copied database must not do: write to anybody by itself, or let in whom the other let in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from appliance.accounts.models import ApiToken, RecoveryCode, SecondFactor, User
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.copying import settle_copy
from appliance.database import transaction, utc_now
from appliance.media.models import Upload
from appliance.push.models import PushIdentity

pytestmark = pytest.mark.integration


@pytest.fixture
def copied(context: Context, write: Callable[..., int], ana: User) -> Context:
    """As a dump of a busy help desk leaves it."""
    write("wamid.in")
    now = utc_now()
    with transaction(context.sessions) as session:
        conversation = session.scalars(select(Conversation)).one()
        conversation.assigned_user_id, conversation.status = ana.id, "open"
        conversation.snoozed_until = now + timedelta(hours=1)
        user = session.get_one(User, ana.id)
        user.second_factor_at = now
        session.add_all(
            [
                Message(
                    conversation_id=conversation.id,
                    sender_type="attendant",
                    message_type="text",
                    content="Depois",
                    status="scheduled",
                    scheduled_at=now + timedelta(hours=1),
                    sent_at=now,
                ),
                SecondFactor(user_id=ana.id, secret="sealed with another key"),
                RecoveryCode(user_id=ana.id, code_hash="x"),
                ApiToken(
                    user_id=ana.id,
                    name="erp",
                    token_hash="x",
                    permissions=[],
                    expires_at=now + timedelta(days=9),
                ),
                PushIdentity(id=1, public_key="x", private_key="y"),
                Upload(
                    phone_number_id="1",
                    sha256="x",
                    content_type="image/png",
                    whatsapp_media_id="1",
                    uploaded_at=now,
                ),
            ]
        )
    return context


def test_nothing_of_the_other_help_desk_goes_on(copied: Context, ana: User) -> None:
    counts = settle_copy(copied.sessions)
    assert (counts["scheduled"], counts["conversations"]) == (1, 1)
    with copied.sessions() as session:
        conversation = session.scalars(select(Conversation)).one()
        assert (conversation.status, conversation.open_contact_id) == ("closed", None)
        assert (conversation.assigned_user_id, conversation.snoozed_until) == (None, None)
        assert conversation.last_customer_message_at is None
        assert session.scalars(select(Message.status).where(Message.content == "Depois")).all() == [
            "cancelled"
        ]
        for table in (SecondFactor, RecoveryCode, PushIdentity, Upload):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        assert session.scalars(select(ApiToken.revoked_at)).one() is not None
        user = session.get_one(User, ana.id)
        assert (user.second_factor_at, user.session_version) == (None, 2)


def test_run_again_it_ends_nothing_more(copied: Context) -> None:
    settle_copy(copied.sessions)
    counts = settle_copy(copied.sessions)
    assert (counts["scheduled"], counts["conversations"], counts["messages"]) == (0, 0, 0)


def test_the_customers_next_message_begins_a_new_conversation(
    copied: Context, write: Callable[..., int]
) -> None:
    settle_copy(copied.sessions)
    write("wamid.new")
    with copied.sessions() as session:
        statuses = session.scalars(select(Conversation.status).order_by(Conversation.id)).all()
    assert len(statuses) == 2
    assert statuses[0] == "closed" != statuses[1]
