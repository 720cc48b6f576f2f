"""Who is told of what."""

from datetime import timedelta
from typing import Any

import pytest

from appliance.accounts.models import QueueMember, Role, User
from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation, Message
from appliance.database import utc_now
from appliance.push import choices
from appliance.push.deciding import FRESH, Notice, Surroundings, Told, notices
from appliance.realtime.events import CONVERSATION_UPDATED, MENTION_CREATED, MESSAGE_CREATED

ME, OTHER, MY_QUEUE = 1, 2, 7
NOW = utc_now()


def person(permissions: tuple[str, ...] = ("conversation.see_queue",), **more: Any) -> User:
    values: dict[str, Any] = {"id": ME, "role": "atendente", "availability": "online"} | more
    user = User(**values)
    # what accounts.people loads
    user.__dict__["granted"] = Role(permissions=list(permissions))
    user.__dict__["memberships"] = [QueueMember(queue_id=MY_QUEUE, user_id=ME)]
    return user


def conversation(**more: Any) -> Conversation:
    values: dict[str, Any] = {
        "id": 40,
        "status": "open",
        "version": 3,
        "assigned_user_id": ME,
        "queue_id": MY_QUEUE,
        "needs_human_attention": False,
        "contact": Contact(id=9, is_synthetic=False),
    }
    return Conversation(**(values | more))


def told(given: Conversation, kind: str = CONVERSATION_UPDATED, **more: Any) -> Told:
    return Told(500, kind, given, **more)


def heard(
    event: Told, user: User | None = None, chosen: dict[str, Any] | None = None, **around: Any
) -> list[Notice]:
    surroundings = Surroundings(NOW, **around)
    return list(notices(event, user or person(), chosen or choices.at_first(), surroundings))


def events_of(*args: Any, **more: Any) -> list[str]:
    return [notice.event for notice in heard(*args, **more)]


def written(given: Conversation, sender: str = "customer") -> Told:
    return told(given, MESSAGE_CREATED, message=Message(id=88, sender_type=sender))


def test_a_customer_of_mine_wrote() -> None:
    (notice,) = heard(written(conversation()))
    assert (notice.event, notice.conversation_id, notice.occasion) == ("message", 40, "88")
    assert notice.expires_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize("sender", ["bot", "attendant", "system"])
def test_what_we_wrote_is_no_news(sender: str) -> None:
    assert events_of(written(conversation(), sender)) == []


def test_a_colleagues_customer_is_theirs() -> None:
    assert events_of(written(conversation(assigned_user_id=OTHER))) == []
    assert events_of(written(conversation(status="bot", assigned_user_id=None))) == []


@pytest.mark.parametrize("reason", ["transferred", "assigned"])
def test_what_was_given_to_me_is_told_once_for_each_owner(reason: str) -> None:
    given = conversation(needs_human_attention=True, attention_reason=reason)
    first, again = heard(told(given)), heard(told(given))
    assert [one.event for one in first] == ["transferred"]
    assert first[0].occasion == again[0].occasion == "v3"


def test_a_promise_nearly_broken_is_told_to_whoever_has_it() -> None:
    given = conversation(needs_human_attention=True, attention_reason="sla_at_risk", sla_due_at=NOW)
    assert events_of(told(given)) == ["sla"]
    late = conversation(needs_human_attention=True, attention_reason="sla_breached", sla_due_at=NOW)
    assert heard(told(given))[0].occasion != heard(told(late))[0].occasion
    assert events_of(told(given), person(id=OTHER)) == []


def offered(to: int, **more: Any) -> Conversation:
    until = more.pop("until", NOW + timedelta(seconds=60))
    more = {"queued_at": NOW, **more}
    return conversation(
        status="waiting", assigned_user_id=None, offered_to_id=to, offer_expires_at=until, **more
    )


def test_an_offer_is_told_to_whom_it_is_made_until_it_runs_out() -> None:
    (notice,) = heard(told(offered(ME)))
    assert (notice.event, notice.expires_at) == ("offer", NOW + timedelta(seconds=60))
    assert events_of(told(offered(OTHER))) == []
    assert events_of(told(offered(ME, until=NOW))) == []


def waiting(**more: Any) -> Conversation:
    values: dict[str, Any] = {"status": "waiting", "assigned_user_id": None, "queued_at": NOW}
    return conversation(**(values | more))


def test_what_comes_to_wait_is_told_in_its_queue_while_it_is_news() -> None:
    assert events_of(told(waiting())) == ["waiting"]
    assert events_of(told(waiting(queue_id=None))) == ["waiting"]
    assert events_of(told(waiting(queued_at=NOW - FRESH))) == []


def test_other_queues_are_not_mine_even_where_i_see_all() -> None:
    assert events_of(told(waiting(queue_id=8)), person(("conversation.see_all",))) == []


def test_what_is_about_to_be_offered_to_somebody_there_is_told_to_nobody_else() -> None:
    assert events_of(told(waiting()), offering={MY_QUEUE}) == []


def test_a_mention_is_told_to_whoever_is_named() -> None:
    event = told(conversation(assigned_user_id=OTHER), MENTION_CREATED, user_id=ME)
    assert [(one.event, one.occasion) for one in heard(event)] == [("mention", "500")]
    assert events_of(told(conversation(), MENTION_CREATED, user_id=OTHER)) == []


def test_what_one_may_not_see_is_not_told() -> None:
    hidden = conversation(assigned_user_id=OTHER, queue_id=8)
    assert events_of(told(hidden, MENTION_CREATED, user_id=ME)) == []
    synthetic = waiting(contact=Contact(id=9, is_synthetic=True))
    assert events_of(told(synthetic)) == []


def test_whoever_has_the_inbox_before_their_eyes_is_told_there() -> None:
    assert events_of(written(conversation()), watching={ME}) == []


@pytest.mark.parametrize("state", ["away", "paused"])
def test_who_is_away_is_left_in_peace_unless_they_want_otherwise(state: str) -> None:
    away = person(availability=state)
    assert events_of(written(conversation()), away) == []
    always = choices.complete({"quiet_when_away": False})
    assert events_of(written(conversation()), away, always) == ["message"]


def test_each_event_can_be_switched_off() -> None:
    off = choices.complete({"events": {"message": {"notice": False}}})
    assert events_of(written(conversation()), chosen=off) == []
