"""Taken apart again, each has what their own messages said and opened."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from appliance.accounts.models import User
from appliance.contacts.merges import merge_contacts, undo_merge
from appliance.contacts.models import Contact
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction

pytestmark = pytest.mark.integration

Says = Callable[..., int]
ContactOf = Callable[[int], Contact]
ANA, BIA = "5531987650001", "5521976540002"


@pytest.fixture
def merge(context: Context, clara: User) -> Callable[[int, int], int]:
    def run(kept: int, other: int) -> int:
        return int(merge_contacts(context, kept, other, clara)["merge"]["id"])

    return run


@pytest.fixture
def heard(context: Context) -> Callable[[int], datetime | None]:
    """What the contact's window counts from."""

    def read(contact_id: int) -> datetime | None:
        with context.sessions() as session:
            return session.scalar(
                select(func.max(Conversation.last_customer_message_at)).where(
                    Conversation.contact_id == contact_id
                )
            )

    return read


def sent_at(context: Context, number: int) -> datetime:
    with context.sessions() as session:
        return session.scalars(
            select(Message.sent_at).where(Message.whatsapp_message_id == f"wamid.{number}")
        ).one()


def close_all(context: Context) -> None:
    with transaction(context.sessions) as session:
        for row in session.scalars(select(Conversation)):
            row.status, row.open_contact_id = "closed", None


@pytest.mark.parametrize("are_live", [True, False])
@pytest.mark.parametrize("by_bsuid", [True, False])
def test_nobodys_window_is_open_because_the_other_wrote(
    context: Context,
    clara: User,
    says: Says,
    merge: Callable[[int, int], int],
    heard: Callable[[int], datetime | None],
    are_live: bool,
    by_bsuid: bool,
) -> None:
    ana, bia = says(ANA, "BR.1"), says(BIA, "BR.2")
    if not are_live:
        close_all(context)
    merge_id = merge(ana, bia)
    says(None if by_bsuid else BIA, "BR.2")
    assert heard(ana) == sent_at(context, 3)
    undo_merge(context, merge_id, clara)
    assert heard(ana) == sent_at(context, 1)
    assert heard(bia) == sent_at(context, 3)


def test_who_wrote_into_the_others_conversation_keeps_their_window(
    context: Context,
    clara: User,
    says: Says,
    merge: Callable[[int, int], int],
    heard: Callable[[int], datetime | None],
) -> None:
    ana = says(ANA)
    close_all(context)
    bia = says(BIA)
    merge_id = merge(ana, bia)
    says(ANA)  # into Bia's, the only live one
    undo_merge(context, merge_id, clara)
    assert (heard(ana), heard(bia)) == (sent_at(context, 3), sent_at(context, 2))


def test_the_names_they_told_are_theirs(
    clara: User, says: Says, merge: Callable[[int, int], int], context: Context, contact_of: ContactOf
) -> None:
    ana, bia = says(ANA, profile_name="Ana", username="ana"), says(BIA, profile_name="Bia")
    merge_id = merge(ana, bia)
    says(BIA, profile_name="Beatriz", username="bia")
    assert contact_of(ana).profile_name == "Beatriz"
    undo_merge(context, merge_id, clara)
    assert (contact_of(ana).profile_name, contact_of(ana).username) == ("Ana", "ana")
    assert (contact_of(bia).profile_name, contact_of(bia).username) == ("Beatriz", "bia")


def test_a_name_the_kept_one_told_since_stays(
    clara: User, says: Says, merge: Callable[[int, int], int], context: Context, contact_of: ContactOf
) -> None:
    ana, bia = says(ANA, profile_name="Ana"), says(BIA, profile_name="Bia")
    merge_id = merge(ana, bia)
    says(BIA, profile_name="Beatriz")
    says(ANA, profile_name="Aninha")
    undo_merge(context, merge_id, clara)
    assert (contact_of(ana).profile_name, contact_of(bia).profile_name) == ("Aninha", "Bia")


def test_the_moment_of_a_window_never_goes_back(
    context: Context,
    clara: User,
    says: Says,
    merge: Callable[[int, int], int],
    heard: Callable[[int], datetime | None],
) -> None:
    ana, bia = says(ANA), says(BIA)
    merge_id = merge(ana, bia)
    says(BIA)
    with transaction(context.sessions) as session:  # it came late: they had called since
        message = session.scalars(select(Message).where(Message.whatsapp_message_id == "wamid.3")).one()
        message.sent_at -= timedelta(minutes=50)
    undo_merge(context, merge_id, clara)
    assert (heard(ana), heard(bia)) == (sent_at(context, 1), sent_at(context, 2))
