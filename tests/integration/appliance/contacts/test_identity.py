"""Identifiers of one person lead to one contact; those of two people never do."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from appliance.contacts.identity import Identity, find, resolve
from appliance.contacts.models import Contact, ContactMerge
from appliance.contacts.relinking import relink
from appliance.context import Context
from appliance.conversations.live import live_conversation
from appliance.conversations.models import Conversation, Message
from appliance.database import make_engine, make_sessions, run_transaction

pytestmark = pytest.mark.integration

Says = Callable[..., int]
ContactOf = Callable[[int], Contact]
Aliases = Callable[[], dict[int, set[str]]]

ANA = "5531987650001"
ANA_OLD_FORM = "553187650001"
BIA = "5521976540002"


def merges(context: Context) -> list[ContactMerge]:
    with context.sessions() as session:
        return list(session.scalars(select(ContactMerge).order_by(ContactMerge.id)))


def conversations(context: Context) -> list[Conversation]:
    with context.sessions() as session:
        return list(session.scalars(select(Conversation).order_by(Conversation.id)))


def test_every_identifier_of_one_person_finds_them(says: Says, aliases: Aliases) -> None:
    ana = says(ANA, "BR.1", parent_bsuid="BR.ENT.1", username="ana")
    assert (
        says(ANA_OLD_FORM)
        == says(ANA)
        == says(None, "BR.1")
        == says(None, None, parent_bsuid="BR.ENT.1")
        == ana
    )
    assert aliases() == {
        ana: {
            "bsuid:BR.1",
            "parent_bsuid:BR.ENT.1",
            f"wa_id:{ANA}",
            f"wa_id:{ANA_OLD_FORM}",
            f"mobile_br:{ANA_OLD_FORM}",
        }
    }


def test_a_username_finds_nobody(says: Says) -> None:
    assert says(None, "BR.1", username="ana") != says(None, "BR.2", username="ana")


def test_what_is_sent_goes_to_the_number_meta_gave_last(says: Says, contact_of: ContactOf) -> None:
    ana = says(ANA)
    says(ANA_OLD_FORM)
    assert (contact_of(ana).wa_id, contact_of(ana).phone) == (ANA_OLD_FORM, f"+{ANA}")


def test_a_message_that_shows_two_contacts_to_be_one_joins_them(
    context: Context, says: Says, contact_of: ContactOf, aliases: Aliases
) -> None:
    by_number, by_user_id = says(ANA), says(None, "BR.1", username="ana")
    assert says(ANA, "BR.1") == by_number
    assert contact_of(by_user_id).merged_into_id == by_number
    assert set(aliases()) == {by_number}
    kept = contact_of(by_number)
    assert (kept.wa_id, kept.bsuid, kept.username) == (ANA, "BR.1", "ana")
    [merge] = merges(context)
    assert (merge.kept_id, merge.merged_id, merge.user_id) == (by_number, by_user_id, None)
    older, younger = conversations(context)
    assert (older.status, older.unread_count, older.open_contact_id) == ("bot", 3, by_number)
    assert (younger.status, younger.open_contact_id, younger.contact_id) == ("closed", None, by_number)
    with context.sessions() as session:
        found = session.execute(
            select(Message.conversation_id, Message.content).where(Message.sender_type == "customer")
        )
        assert sorted(map(tuple, found)) == [(older.id, f"message {number}") for number in (1, 2, 3)]
        note = session.scalars(select(Message).where(Message.conversation_id == younger.id)).one()
    assert older.protocol in (note.content or "")


def test_an_attendants_conversation_stays_with_them(context: Context, says: Says) -> None:
    says(ANA)
    says(None, "BR.1")
    with context.sessions.begin() as session:
        younger = session.scalars(select(Conversation).order_by(Conversation.id.desc()).limit(1)).one()
        younger.status = "waiting"
    says(ANA, "BR.1")
    assert [(row.status, row.unread_count) for row in conversations(context)] == [
        ("closed", 0),
        ("waiting", 3),
    ]


def test_a_number_with_a_new_holder_joins_nobody(
    context: Context, says: Says, contact_of: ContactOf, aliases: Aliases
) -> None:
    before = says(ANA, "BR.1")
    after = says(None, "BR.2")
    assert says(ANA, "BR.2") == after
    assert merges(context) == []
    assert aliases() == {
        before: {"bsuid:BR.1"},
        after: {"bsuid:BR.2", f"wa_id:{ANA}", f"mobile_br:{ANA_OLD_FORM}"},
    }
    assert (contact_of(before).wa_id, contact_of(before).phone) == (None, None)
    assert contact_of(after).wa_id == ANA


def test_the_provisioning_tests_contact_is_joined_with_nobody(context: Context, says: Says) -> None:
    smoke, ana = says("5511900000000"), says(None, "BR.1")
    assert says("5511900000000", "BR.1") == ana != smoke
    assert merges(context) == []


def test_a_new_number_is_followed_and_the_old_one_given_up(
    context: Context, says: Says, contact_of: ContactOf, aliases: Aliases
) -> None:
    ana = says(ANA, "BR.1")
    says(ANA_OLD_FORM)

    def change() -> int:
        old, new = Identity(wa_id=ANA, bsuid="BR.1"), Identity(wa_id=BIA, bsuid="BR.2")
        return run_transaction(context.sessions, lambda session: relink(session, old, new).id)

    assert change() == change() == ana
    assert aliases() == {ana: {"bsuid:BR.1", "bsuid:BR.2", f"wa_id:{BIA}", "mobile_br:552176540002"}}
    assert (contact_of(ana).wa_id, contact_of(ana).phone) == (BIA, f"+{BIA}")
    assert says(BIA) == ana
    assert says(ANA, "BR.9") != ana


def test_who_wrote_from_the_new_number_first_is_joined(
    context: Context, says: Says, aliases: Aliases
) -> None:
    ana, unknown = says(ANA, "BR.1"), says(BIA, "BR.2")
    old, new = Identity(wa_id=ANA, bsuid=None), Identity(wa_id=BIA, bsuid="BR.2")
    assert run_transaction(context.sessions, lambda session: relink(session, old, new).id) == ana != unknown
    assert set(aliases()) == {ana}
    assert [row.moved["retired"] for row in merges(context)] == [
        [["wa_id", ANA], ["mobile_br", ANA_OLD_FORM]]
    ]


def test_a_new_ninth_digit_is_no_new_number(context: Context, says: Says, aliases: Aliases) -> None:
    ana = says(ANA_OLD_FORM)
    old, new = Identity(wa_id=ANA_OLD_FORM, bsuid=None), Identity(wa_id=ANA, bsuid=None)
    assert run_transaction(context.sessions, lambda session: relink(session, old, new).id) == ana
    assert aliases()[ana] == {f"wa_id:{ANA}", f"wa_id:{ANA_OLD_FORM}", f"mobile_br:{ANA_OLD_FORM}"}


def test_a_change_of_somebody_unknown_makes_one_contact(context: Context, says: Says) -> None:
    old, new = Identity(wa_id=None, bsuid="BR.1"), Identity(wa_id=None, bsuid="BR.2")
    contact = run_transaction(context.sessions, lambda session: relink(session, old, new).id)
    assert says(None, "BR.2") == contact


def test_finding_learns_nothing(context: Context, says: Says, aliases: Aliases) -> None:
    ana = says(ANA)
    before = aliases()
    with context.sessions.begin() as session:
        found = find(session, Identity(wa_id=ANA, bsuid="BR.1"))
        assert found is not None
        assert found.id == ana
        assert find(session, Identity(wa_id=BIA, bsuid=None)) is None
    assert aliases() == before


def test_a_burst_that_shows_two_to_be_one_joins_them_once(context: Context, says: Says) -> None:
    by_number = says(ANA)
    says(None, "BR.1")
    engine = make_engine(context.settings.database, pool_size=12)
    sessions, barrier = make_sessions(engine), Barrier(12)

    def write(number: int) -> int:
        identity = Identity(wa_id=(ANA, ANA_OLD_FORM)[number % 2], bsuid="BR.1")

        def work(session: object) -> int:
            contact = resolve(session, identity)  # type: ignore[arg-type]
            live_conversation(session, contact, "America/Sao_Paulo")  # type: ignore[arg-type]
            return contact.id

        barrier.wait()
        return run_transaction(sessions, work, attempts=50)

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(write, range(12))) == {by_number}
    engine.dispose()
    assert len(merges(context)) == 1
    with context.sessions() as session:
        live = select(func.count()).select_from(Conversation).where(Conversation.open_contact_id.is_not(None))
        assert session.scalar(live) == 1
