"""On a real mail server: what is written down is sent, later if need be, and not kept."""

from datetime import timedelta

import pytest

from control_plane.database import transaction, utc_now
from control_plane.models import Mail
from control_plane.services.mails import GIVEN_UP_AFTER, Letter, Mails, forget, put
from foundation.mail_settings import MailSettings
from tests.unit.control_plane.mailbox import Mailbox, serving

LETTER = Letter("ana@acme.example", "Olá ☕", "Tudo bem?\n")


@pytest.fixture
def mailbox():
    return Mailbox()


@pytest.fixture
def mails(sessions, mailbox):
    with serving(mailbox) as settings:
        yield Mails(sessions, settings)


@pytest.fixture
def write(sessions):
    def make(key="a", letter=LETTER, tenant_id=None):
        with transaction(sessions) as session:
            return put(session, key, letter, tenant_id)

    return make


@pytest.fixture
def rows(sessions):
    def read():
        with transaction(sessions) as session:
            return session.query(Mail).order_by(Mail.id).all()

    return read


def test_it_is_taken_once_and_not_kept(mails, mailbox, write, rows):
    write()
    assert [mails.send_due(utc_now()) for _ in range(2)] == [1, 0]
    (taken,) = mailbox.taken
    assert (taken["To"], taken["Subject"]) == ("ana@acme.example", "Olá ☕")
    assert taken.get_content().split() == ["Tudo", "bem?"]
    assert taken["Auto-Submitted"] == "auto-generated"
    (row,) = rows()
    assert row.done_at is not None and (row.recipient, row.subject, row.body) == ("", "", "")


def test_about_one_thing_there_is_one(mails, mailbox, write):
    assert [write(), write(), write("b")] == [True, False, True]
    mails.send_due(utc_now())
    assert [write(), mails.send_due(utc_now())] == [False, 0]
    assert len(mailbox.taken) == 2


def test_what_the_server_puts_off_is_tried_again_later(mails, mailbox, write, rows):
    mailbox.answer = "451 later"
    write()
    assert mails.send_due(utc_now()) == 0
    (row,) = rows()
    assert (row.attempts, row.problem, row.done_at) == (1, "later", None)
    mailbox.answer = "250 OK"
    assert mails.send_due(utc_now()) == 0
    assert mails.send_due(utc_now() + timedelta(minutes=3)) == 1


def test_what_it_refuses_for_good_is_given_up(mails, mailbox, write, rows):
    mailbox.answer = "554 no"
    write()
    mails.send_due(utc_now())
    (row,) = rows()
    assert (row.problem, row.recipient) == ("refused", "") and row.done_at is not None


def test_after_some_days_it_is_given_up(mails, mailbox, write, rows, sessions):
    mailbox.answer = "451 later"
    write()
    with transaction(sessions) as session:
        session.query(Mail).one().created_at = utc_now() - GIVEN_UP_AFTER - timedelta(hours=1)
    mails.send_due(utc_now())
    assert rows()[0].done_at is not None


def test_one_refusal_does_not_stop_the_others(sessions, write):
    class Choosy(Mailbox):
        async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
            if address.startswith("gone@"):
                return "550 nobody here"
            envelope.rcpt_tos.append(address)
            return "250 OK"

    write("a", Letter("gone@acme.example", "x", "y"))
    write("b")
    choosy = Choosy()
    with serving(choosy) as settings:
        assert Mails(sessions, settings).send_due(utc_now()) == 1
    assert [taken["To"] for taken in choosy.taken] == ["ana@acme.example"]


def test_a_server_that_is_away_ends_the_round(sessions, write, rows):
    write("a")
    write("b")
    away = Mails(sessions, MailSettings("127.0.0.1", 9, "none", "painel@guiche.example"))
    assert away.send_due(utc_now()) == 0
    assert [row.attempts for row in rows()] == [1, 0]


def test_without_a_server_they_wait(sessions, write, rows):
    write()
    nothing = Mails(sessions, MailSettings("", 587, "starttls", ""))
    assert not nothing.are_sent and nothing.send_due(utc_now()) == 0
    assert rows()[0].attempts == 0


def test_of_a_tenant_that_is_gone_nothing_is_kept(sessions, add_tenant, write, rows):
    tenant = add_tenant()
    write("a", tenant_id=tenant.id)
    write("b")
    with transaction(sessions) as session:
        forget(session, tenant.id)
    assert [row.key for row in rows()] == ["b"]
