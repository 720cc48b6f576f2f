"""A customer who falls silent is asked, asked again, and then the conversation is closed; each once."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.audit.models import AuditEntry
from appliance.closing.models import CloseReason
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.database import transaction, utc_now
from appliance.inactivity import stepping
from appliance.inactivity.models import InactivityRule
from appliance.inactivity.stepping import step_due
from tests.integration.appliance.automation.conftest import Call, Handed

pytestmark = pytest.mark.integration

URL = "/inactivity-rules"
RULE = {
    "warn_after_minutes": 10,
    "warn_text": "Você ainda está aí?",
    "most_warnings": 2,
    "close_after_minutes": 5,
    "close_text": "Encerramos por aqui. Até logo!",
}
WARNING, FAREWELL = RULE["warn_text"], RULE["close_text"]


@pytest.fixture
def rule(call: Call, clara: User, context: Context) -> Callable[..., dict[str, Any]]:
    """A rule that has held for long."""

    def make(**more: Any) -> dict[str, Any]:
        status, shown = call(clara, "POST", URL, RULE | more)
        assert status == 201, shown
        with transaction(context.sessions) as session:
            row = session.get_one(InactivityRule, shown["id"])
            row.active_since = row.active_since.replace(year=2020)
        return dict(shown)

    return make


@pytest.fixture
def silent(handed: Handed, ana: User) -> Handed:
    """Ana has answered."""
    handed.answer(ana)
    return handed


def said(handed: Handed) -> list[str | None]:
    return [text for text in handed.texts() if text in (WARNING, FAREWELL)]


def after(handed: Handed, **span: float) -> list[str | None]:
    handed.let_pass(**span)
    step_due(handed.context)
    return said(handed)


def test_asked_twice_then_closed_each_once(silent: Handed, rule: Any, context: Context) -> None:
    with transaction(context.sessions) as session:
        reason = CloseReason(name="Sem resposta", name_key="sem resposta")
        session.add(reason)
    rule(close_reason_id=reason.id)
    assert after(silent, minutes=9) == []
    assert after(silent, minutes=1) == [WARNING]
    assert after(silent) == [WARNING]
    assert after(silent, minutes=10) == [WARNING] * 2
    assert after(silent, minutes=4) == [WARNING] * 2
    assert after(silent, minutes=1) == [WARNING, WARNING, FAREWELL]
    row = silent.row()
    assert (row.status, row.close_reason_id, row.closed_by_id) == ("closed", reason.id, None)
    assert after(silent, hours=2) == [WARNING, WARNING, FAREWELL]
    with context.sessions() as session:
        noted = select(AuditEntry.subject_id).where(AuditEntry.action == "conversation.closed_silent")
        assert session.scalars(noted).all() == [str(silent.id)]


def test_who_answers_is_left_in_peace_and_asked_anew(
    silent: Handed, rule: Any, ana: User, write: Callable[..., int]
) -> None:
    rule()
    assert after(silent, minutes=10) == [WARNING]
    write("wamid.2")
    assert after(silent, hours=3) == [WARNING]
    silent.answer(ana, "Claro!")
    assert silent.row().idle_warnings == 0
    assert after(silent, minutes=9) == [WARNING]
    assert after(silent, minutes=1) == [WARNING] * 2


def test_while_the_customer_waits_nothing_happens(handed: Handed, rule: Any, ana: User) -> None:
    rule(most_warnings=0)
    handed.asks(ana, "POST", f"/conversations/{handed.id}/takeover")
    assert after(handed, hours=20) == []
    assert handed.row().status == "open"


def test_a_word_more_of_ours_begins_the_wait_anew(silent: Handed, rule: Any, ana: User) -> None:
    rule()
    silent.let_pass(minutes=8)
    silent.answer(ana, "E o CPF?")
    assert after(silent, minutes=8) == []
    assert after(silent, minutes=2) == [WARNING]


def test_what_never_arrived_nobody_has_to_answer(handed: Handed, rule: Any, ana: User) -> None:
    rule()
    handed.answer(ana, arrives=False)
    assert after(handed, hours=1) == []


def fail_last(handed: Handed) -> int:
    """WhatsApp refuses what was written last."""
    with transaction(handed.context.sessions) as session:
        ours = select(Message).where(Message.sender_type == "attendant").order_by(Message.id.desc())
        message = session.scalars(ours).first()
        assert message is not None
        message.status = "failed"
        return message.id


def test_what_failed_after_what_was_read_delays_nothing(silent: Handed, rule: Any, ana: User) -> None:
    rule(most_warnings=1)
    silent.let_pass(minutes=9)
    silent.answer(ana, "E o CPF?", arrives=False)
    fail_last(silent)
    assert after(silent, seconds=30) == []
    assert after(silent, minutes=1) == [WARNING]
    silent.answer(ana, "Alô?", arrives=False)
    fail_last(silent)
    assert after(silent, minutes=4) == [WARNING]  # nor does it begin the asking anew
    assert after(silent, minutes=2) == [WARNING, FAREWELL]


def test_what_was_sent_again_counts_from_then(handed: Handed, rule: Any, ana: User, context: Context) -> None:
    rule()
    handed.answer(ana, arrives=False)
    message_id = fail_last(handed)
    assert after(handed, minutes=30) == []
    handed.asks(ana, "POST", f"/messages/{message_id}/resend")
    assert after(handed) == []
    with transaction(context.sessions) as session:
        session.get_one(Message, message_id).status = "read"
    assert after(handed, minutes=9) == []
    assert after(handed, minutes=2) == [WARNING]


def test_what_failed_after_the_customer_wrote_is_no_answer(
    silent: Handed, rule: Any, ana: User, write: Callable[..., int]
) -> None:
    """What arrived before that is answered already: the customer waits for us."""
    rule()
    silent.let_pass(minutes=30)
    write("wamid.2")
    silent.answer(ana, "Claro!", arrives=False)
    fail_last(silent)
    assert after(silent, hours=1) == []


def test_taken_up_again_nothing_counts_before_a_word_of_ours(silent: Handed, rule: Any, ana: User) -> None:
    rule()
    silent.let_pass(minutes=5)
    silent.asks(ana, "POST", f"/conversations/{silent.id}/close")
    silent.let_pass(minutes=5)
    silent.asks(ana, "POST", f"/conversations/{silent.id}/reopen")
    assert after(silent, minutes=30) == []
    silent.answer(ana, "Voltei!")
    assert after(silent, minutes=11) == [WARNING]


def test_when_the_24_hours_are_over_nobody_is_written_to(silent: Handed, rule: Any, context: Context) -> None:
    rule(most_warnings=1)
    with transaction(context.sessions) as session:
        session.get_one(Conversation, silent.id).last_customer_message_at = utc_now().replace(year=2025)
    assert after(silent, minutes=10) == []
    assert after(silent, minutes=5) == []
    assert silent.row().status == "closed"


def test_put_off_or_in_a_queue_whose_rule_is_off_it_stays(
    silent: Handed, rule: Any, call: Call, clara: User
) -> None:
    rule(most_warnings=0)
    own = rule(queue_id=silent.queue_id, most_warnings=0, is_active=False)
    after(silent, hours=1)
    assert silent.row().status == "open"
    assert call(clara, "DELETE", f"{URL}/{own['id']}")[0] == 204
    with transaction(silent.context.sessions) as session:
        session.get_one(Conversation, silent.id).snoozed_until = utc_now().replace(year=2099)
    after(silent, hours=1)
    assert silent.row().status == "open"
    with transaction(silent.context.sessions) as session:
        session.get_one(Conversation, silent.id).snoozed_until = None
    after(silent)
    assert silent.row().status == "closed"


def test_a_queues_own_rule_wins(silent: Handed, rule: Any) -> None:
    rule(most_warnings=0)
    rule(queue_id=silent.queue_id, warn_text="Oi?")
    silent.let_pass(minutes=10)
    step_due(silent.context)
    assert silent.row().status == "open"
    assert "Oi?" in silent.texts()


def test_a_new_rule_closes_nothing_at_once(silent: Handed, call: Call, clara: User) -> None:
    silent.let_pass(hours=20)
    made = call(clara, "POST", URL, RULE)[1]
    step_due(silent.context)
    assert said(silent) == []
    assert call(clara, "PATCH", f"{URL}/{made['id']}", {"warn_after_minutes": 1})[0] == 200
    step_due(silent.context)
    assert said(silent) == []


def test_killed_between_looking_and_doing_it_is_done_once(
    silent: Handed, rule: Any, monkeypatch: pytest.MonkeyPatch, write: Callable[..., int]
) -> None:
    """The worker dies once before its transaction ends; another time the customer is faster."""
    rule()
    silent.let_pass(minutes=10)

    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(stepping, "queue_text", die)
        with pytest.raises(KeyboardInterrupt):
            step_due(silent.context)
    assert (silent.row().idle_warnings, said(silent)) == (0, [])
    with silent.context.sessions() as session:
        due = stepping._due(session)
    write("wamid.2")
    with monkeypatch.context() as patched:
        patched.setattr(stepping, "_due", lambda _session: due)
        step_due(silent.context)
    assert said(silent) == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (RULE | {"warn_text": " "}, 422, "warning_without_text"),
        (RULE | {"queue_id": 999_999}, 404, "queue_not_found"),
        (RULE | {"close_reason_id": 999_999}, 404, "reason_not_found"),
        (RULE | {"most_warnings": 6}, 422, "invalid_input"),
        (RULE, 409, "rule_exists"),
    ],
)
def test_rules_that_cannot_be(
    call: Call, rule: Any, clara: User, body: dict[str, Any], status: int, code: str
) -> None:
    rule()
    answer = call(clara, "POST", URL, body)
    assert (answer[0], answer[1]["error"]["code"]) == (status, code)


def test_attendants_read_rules_and_make_none(call: Call, rule: Any, ana: User) -> None:
    made = rule()
    assert [one["id"] for one in call(ana, "GET", URL)[1]["data"]] == [made["id"]]
    assert call(ana, "POST", URL, RULE)[0] == 403
