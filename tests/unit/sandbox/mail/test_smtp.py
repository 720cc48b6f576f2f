"""Python's own SMTP client against the conversation, over a pair of sockets."""

import smtplib
import socket
import threading
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from sandbox.mail import smtp
from sandbox.mail.smtp import Conversation

Taken = list[tuple[tuple[str, ...], bytes]]


@pytest.fixture
def taken() -> Taken:
    return []


@pytest.fixture
def client(taken: Taken) -> Iterator[smtplib.SMTP]:
    ours, theirs = socket.socketpair()

    def converse() -> None:
        with theirs, theirs.makefile("rwb") as stream:
            Conversation(stream, lambda recipients, content: taken.append((recipients, content))).run()

    thread = threading.Thread(target=converse)
    thread.start()
    client = smtplib.SMTP()
    client.sock = ours
    client.getreply()
    yield client
    client.close()
    thread.join(10)
    assert not thread.is_alive()


def test_a_message_arrives_as_it_was_sent(client: smtplib.SMTP, taken: Taken) -> None:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "desk@acme.example", "ana@acme.example", "Olá"
    message.set_content("Uma linha\n.\n..e pontos\n")
    client.send_message(message)
    client.quit()
    [(recipients, content)] = taken
    assert recipients == ("ana@acme.example",)
    assert "Uma linha\r\n.\r\n..e pontos\r\n" in content.decode()


def test_any_login_is_believed(client: smtplib.SMTP) -> None:
    client.ehlo()
    assert client.login("desk", "whatever")[0] == 235


def test_each_message_has_its_own_recipients(client: smtplib.SMTP, taken: Taken) -> None:
    for to in (["a@x.example", "b@x.example"], ["c@x.example"]):
        client.sendmail("desk@acme.example", to, "Subject: x\r\n\r\nx")
    assert [recipients for recipients, _ in taken] == [("a@x.example", "b@x.example"), ("c@x.example",)]


@pytest.mark.parametrize(
    ("command", "code"),
    [("RCPT TO:<a@x.example>", 503), ("DATA", 503), ("TURN", 502), ("NOOP", 250), ("AUTH LOGIN", 504)],
)
def test_what_is_out_of_order_or_unknown_is_refused(client: smtplib.SMTP, command: str, code: int) -> None:
    assert client.docmd(command)[0] == code


def test_one_that_breaks_off_delivers_nothing(client: smtplib.SMTP, taken: Taken) -> None:
    for command in ("EHLO me", "MAIL FROM:<a@x.example>", "RCPT TO:<b@x.example>", "DATA"):
        client.docmd(command)
    client.send("Subject: half a mess")
    client.close()
    assert taken == []


def test_too_large_a_message_is_refused_and_the_next_is_taken(
    client: smtplib.SMTP, taken: Taken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "MOST_BYTES", 100)
    client.ehlo()
    for command in ("MAIL FROM:<a@x.example>", "RCPT TO:<b@x.example>"):
        client.docmd(command)
    assert client.data("x" * 200)[0] == 552
    client.sendmail("a@x.example", ["b@x.example"], "Subject: small\r\n\r\nx")
    assert len(taken) == 1
