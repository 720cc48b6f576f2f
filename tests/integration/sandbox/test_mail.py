"""The mail server of the running program, with Python's own SMTP client."""

import smtplib

import pytest

from tests.integration.sandbox.process import SandboxProcess

pytestmark = pytest.mark.integration


def test_what_is_sent_is_in_the_letter_box_and_told_to_open_pages(unconnected: SandboxProcess) -> None:
    events = unconnected.events()
    assert next(events)[0] == "hello"
    with smtplib.SMTP("127.0.0.1", unconnected.mail_port, timeout=20) as client:
        client.login("guiche", "anything")
        client.sendmail("desk@acme.example", ["ana@acme.example"], "Subject: Oi\r\n\r\nhttp://acme.example/x")
    name, told = next(events)
    [listed] = unconnected.call("GET", "/sandbox/mails").json()["data"]
    assert (name, told["subject"]) == ("mail", "Oi")
    assert listed == told
