"""E-mails on real SMTP conversations: taken, refused, put off, secured, and sent again after a failure."""

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from sqlalchemy import select, update

from appliance.accounts.links import INVITATION, PASSWORD_RESET, make_link
from appliance.accounts.models import AccountLink, User
from appliance.context import Context
from appliance.database import transaction, utc_now
from appliance.mail import outbox
from appliance.mail.models import Mail
from appliance.mail.sending import PAUSES, send_due
from appliance.worker.sweeps import send_mails
from foundation import smtp
from foundation.mail_settings import MailSettings

pytestmark = pytest.mark.integration


@dataclass
class Mailbox:
    """What the server took; `answers` are given first, to whoever names the verb."""

    taken: list[Envelope] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)

    def _answer(self, verb: str) -> str | None:
        waiting = self.answers.get(verb)
        return waiting.pop(0) if waiting else None

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, _s: SMTP, _x: Session, envelope: Envelope, address: str, _o: list[str]
    ) -> str:
        if said := self._answer("MAIL"):
            return said
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _s: SMTP, _x: Session, envelope: Envelope, address: str, _o: list[str]
    ) -> str:
        if said := self._answer("RCPT"):
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if said := self._answer("DATA"):
            return said
        self.taken.append(envelope)
        return "250 OK"


@contextmanager
def serving(mailbox: Mailbox, **options: Any) -> Iterator[int]:
    """A mail server on a port of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def mailing(mailbox: Mailbox, context: Context) -> Iterator[Context]:
    """The tenant with a mail server that speaks in the clear."""
    with serving(mailbox) as port:
        mail = MailSettings("127.0.0.1", port, "none", "desk@acme.example")
        yield replace(context, settings=replace(context.settings, mail=mail))


@pytest.fixture
def queue(mailing: Context, ana: User) -> Callable[..., int]:
    """An e-mail to Ana that waits; its id."""

    def run(kind: str = outbox.PASSWORD_CHANGED, purpose: str | None = None) -> int:
        with transaction(mailing.sessions) as session:
            key = mailing.settings.session_key
            link = make_link(session, key, ana.id, purpose) if purpose else None
            mail = outbox.queue_mail(mailing, session, ana.id, kind, link.id if link else None)
            assert mail is not None
            session.flush()
            return mail.id

    return run


def state_of(context: Context, mail_id: int) -> tuple[str, int, str | None]:
    with context.sessions() as session:
        mail = session.get_one(Mail, mail_id)
        return mail.status, mail.attempts, mail.error


def test_it_arrives_with_its_link(mailing: Context, mailbox: Mailbox, queue: Callable[..., int]) -> None:
    mail_id = queue(outbox.INVITATION, INVITATION)
    send_due(mailing)
    [envelope] = mailbox.taken
    assert (envelope.mail_from, envelope.rcpt_tos) == ("desk@acme.example", ["ana@acme.example"])
    assert isinstance(envelope.content, bytes)
    message = message_from_bytes(envelope.content, policy=policy.default)
    part = message.get_body(("plain",))
    assert part is not None
    assert "http://acme.localhost:8080/invitation/" in part.get_content()
    assert message["Subject"] == "Seu acesso ao atendimento de ACME"
    assert state_of(mailing, mail_id) == ("sent", 1, None)
    send_due(mailing)
    assert len(mailbox.taken) == 1


def test_all_that_wait_leave_in_their_order(
    mailing: Context, mailbox: Mailbox, queue: Callable[..., int]
) -> None:
    queue(outbox.SECOND_FACTOR_ON)
    queue(outbox.SECOND_FACTOR_OFF)
    send_due(mailing)
    contents = [envelope.content for envelope in mailbox.taken]
    subjects = [message_from_bytes(one, policy=policy.default)["Subject"] for one in contents if one]
    assert [subject.split()[4] for subject in subjects] == ["ativada", "desativada"]


@pytest.mark.parametrize(
    ("verb", "said", "reason"),
    [
        ("RCPT", "550 5.1.1 no such user", "recipient_refused"),
        ("DATA", "554 5.7.1 looks like spam", "refused"),
    ],
)
def test_a_refusal_for_good_is_not_tried_again(
    mailing: Context, mailbox: Mailbox, queue: Callable[..., int], verb: str, said: str, reason: str
) -> None:
    mailbox.answers[verb] = [said]
    mail_id = queue()
    send_due(mailing)
    assert state_of(mailing, mail_id) == ("failed", 1, reason)
    with mailing.sessions() as session:
        assert said.split(maxsplit=1)[1] in (session.get_one(Mail, mail_id).detail or "")
    with time_machine.travel(utc_now() + timedelta(days=1)):
        send_due(mailing)
    assert mailbox.taken == []


@pytest.mark.parametrize(
    ("verb", "said", "reason"),
    [
        ("RCPT", "450 4.2.1 greylisted", "later"),
        ("DATA", "451 4.3.0 disk full", "later"),
        ("MAIL", "550 5.7.1 not your domain", "sender_refused"),
    ],
)
def test_what_may_pass_is_tried_again(
    mailing: Context, mailbox: Mailbox, queue: Callable[..., int], verb: str, said: str, reason: str
) -> None:
    mailbox.answers[verb] = [said]
    mail_id = queue()
    send_due(mailing)
    assert state_of(mailing, mail_id) == ("queued", 1, reason)
    send_due(mailing)
    assert state_of(mailing, mail_id)[1] == 1  # not before its time
    with time_machine.travel(utc_now() + timedelta(minutes=PAUSES[0], seconds=1)):
        send_due(mailing)
    assert state_of(mailing, mail_id) == ("sent", 2, None)
    assert len(mailbox.taken) == 1


def test_a_server_that_is_down_is_tried_for_hours_and_then_given_up(
    mailing: Context, queue: Callable[..., int]
) -> None:
    nobody = MailSettings("127.0.0.1", 9, "none", "desk@acme.example")
    down = replace(mailing, settings=replace(mailing.settings, mail=nobody))
    mail_id = queue()
    moment = utc_now()
    for attempt, minutes in enumerate((0, *PAUSES), start=1):
        moment += timedelta(minutes=minutes, seconds=1)
        with time_machine.travel(moment):
            send_due(down)
        state = "failed" if attempt > len(PAUSES) else "queued"
        assert state_of(mailing, mail_id) == (state, attempt, "unreachable")


def test_a_link_that_is_void_is_not_sent(
    mailing: Context, mailbox: Mailbox, queue: Callable[..., int]
) -> None:
    mail_id = queue(outbox.PASSWORD_RESET, PASSWORD_RESET)
    with transaction(mailing.sessions) as session:
        session.execute(update(AccountLink).values(used_at=utc_now()))
    send_due(mailing)
    assert state_of(mailing, mail_id) == ("failed", 1, "link_gone")
    assert mailbox.taken == []


def test_one_that_its_worker_left_is_taken_up(
    mailing: Context, mailbox: Mailbox, queue: Callable[..., int]
) -> None:
    mail_id = queue()
    with transaction(mailing.sessions) as session:  # as a worker that died has it
        session.execute(update(Mail).values(attempts=1, retry_at=utc_now() + timedelta(minutes=2)))
    send_due(mailing)
    assert mailbox.taken == []
    with time_machine.travel(utc_now() + timedelta(minutes=2, seconds=1)):
        send_due(mailing)
    assert state_of(mailing, mail_id) == ("sent", 2, None)


def test_the_sweep_asks_for_what_waits_and_only_then(mailing: Context, queue: Callable[..., int]) -> None:
    def asked() -> int:
        return len(mailing.queues["media"].get_job_ids())

    send_mails(mailing)
    assert asked() == 0
    queue()
    send_mails(mailing)
    send_mails(mailing)
    assert asked() == 1


def test_without_a_mail_server_nothing_is_queued(context: Context, ana: User) -> None:
    with transaction(context.sessions) as session:
        assert outbox.queue_mail(context, session, ana.id, outbox.PASSWORD_CHANGED) is None
    send_due(context)
    with context.sessions() as session:
        assert session.scalars(select(Mail)).all() == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost "
        f"-addext subjectAltName=IP:127.0.0.1 -keyout {key} -out {certificate}".split(),
        check=True,
        capture_output=True,
    )
    return certificate, key


@pytest.fixture
def server_tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


@pytest.fixture
def trusting(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    """Trusts that certificate, as the system trusts its authorities."""
    return ssl.create_default_context(cafile=str(certificate[0]))


def letter() -> Any:
    message = smtp.EmailMessage()
    message["From"], message["To"], message["Subject"] = "desk@acme.example", "ana@acme.example", "Oi"
    message.set_content("Oi!")
    return message


def check_login(_server: SMTP, _session: Session, _envelope: Envelope, _how: str, given: Any) -> AuthResult:
    return AuthResult(success=(given.login, given.password) == (b"desk", b"its password"), handled=False)


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_it_is_secured_and_signs_in(
    mailbox: Mailbox, server_tls: ssl.SSLContext, trusting: ssl.SSLContext, security: str
) -> None:
    secured = (
        {"ssl_context": server_tls, "auth_require_tls": False}
        if security == "tls"
        else {"tls_context": server_tls, "require_starttls": True, "auth_required": True}
    )
    with serving(mailbox, authenticator=check_login, **secured) as port:
        settings = MailSettings("127.0.0.1", port, security, "desk@acme.example", "desk", "its password")
        smtp.deliver(settings, letter(), trusting)
        with pytest.raises(smtp.MailFailed) as refused:
            smtp.deliver(replace(settings, password="another"), letter(), trusting)
        assert (refused.value.reason, refused.value.is_final) == ("login_refused", False)
        assert "its password" not in repr(settings)
    assert len(mailbox.taken) == 1


def test_a_certificate_nobody_vouches_for_stops_it(mailbox: Mailbox, server_tls: ssl.SSLContext) -> None:
    with serving(mailbox, tls_context=server_tls) as port:
        settings = MailSettings("127.0.0.1", port, "starttls", "desk@acme.example")
        with pytest.raises(smtp.MailFailed, match="tls"):
            smtp.deliver(settings, letter())
    assert mailbox.taken == []


def test_a_server_without_starttls_gets_nothing_in_the_clear(mailbox: Mailbox) -> None:
    with serving(mailbox) as port:
        settings = MailSettings("127.0.0.1", port, "starttls", "desk@acme.example")
        with pytest.raises(smtp.MailFailed, match="tls"):
            smtp.deliver(settings, letter())
    assert mailbox.taken == []
