"""By a clock of the test's own: who is told what, once, and together."""

from datetime import UTC, datetime, timedelta

import pytest

from control_plane.alarm_models import AlarmNotice
from control_plane.database import transaction
from control_plane.models import Alarm, Mail, Operator
from control_plane.operations.words import LANGUAGES
from control_plane.services import alarms
from control_plane.services.alarm_letters import AlarmLetters
from control_plane.services.alarm_mail import _WORDS
from control_plane.services.mails import Mails
from foundation.mail_settings import MailSettings

START = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
SERVER = MailSettings("mail.example", 587, "none", "painel@guiche.example")
OWNER = "ana@operator.example"


class World:
    """Alarms that come and go at the minute of the test's clock."""

    def __init__(self, sessions, settings, tenants):
        self.sessions = sessions
        self.tenants = tenants
        self.letters = AlarmLetters(sessions, Mails(sessions, SERVER), settings)
        self.minute = 0

    @property
    def now(self):
        return START + timedelta(minutes=self.minute)

    def raise_(self, slug="acme", severity="critical"):
        with transaction(self.sessions) as session:
            about = {"tenant_id": self.tenants.get(slug), "severity": severity, "details": {"hours": 31}}
            return alarms.raise_(session, "backup_overdue", **about).id

    def clear(self, slug="acme"):
        with transaction(self.sessions) as session:
            alarms.clear(session, "backup_overdue", tenant_id=self.tenants[slug])

    def acknowledge(self, alarm_id):
        with transaction(self.sessions) as session:
            alarm = session.get_one(Alarm, alarm_id)
            alarm.acknowledged_at, alarm.acknowledged_as = self.now, alarm.severity

    def choose(self, **changes):
        with transaction(self.sessions) as session:
            for name, value in changes.items():
                setattr(session.query(Operator).filter_by(email=OWNER).one(), name, value)

    def run(self, minutes=1):
        """The clock's ticks of so many minutes; the subjects of what was written in them."""
        before = len(self.mails())
        for _ in range(minutes):
            self.minute += 1
            self.letters.write_due(self.now)
        return [mail.subject for mail in self.mails()[before:]]

    def mails(self):
        with transaction(self.sessions) as session:
            return session.query(Mail).order_by(Mail.id).all()


@pytest.fixture
def world(sessions, settings, services, actor, add_tenant, monkeypatch):
    services.operators.ensure(OWNER, "a long enough password", actor)
    ids = {slug: add_tenant(slug).id for slug in ("acme", "zeta", "nova")}
    made = World(sessions, settings, ids)
    monkeypatch.setattr(alarms, "utc_now", lambda: made.now)
    return made


RAISED = "[crítico] acme: ACME está há 31 horas sem backup."
OVER = "[encerrado] acme: ACME está há 31 horas sem backup."


def test_one_that_is_raised_is_told_once_with_reason_and_next_step(world):
    alarm_id = world.raise_()
    assert world.run(7) == [RAISED]
    [mail] = world.mails()
    assert mail.recipient == OWNER
    assert mail.body == (
        "[crítico] acme\n"
        "ACME está há 31 horas sem backup.\n"
        "O que fazer: Faça um: guiche backup run acme. Se falhar, guiche operation explain diz por quê.\n"
        "Desde 2026-11-22 02:30 (UTC)\n"
        f"http://panel.localhost:8080/alarms?tenant=acme#alarm-{alarm_id}\n"
        "\n"
        "--\n"
        "O Guichê envia alarmes a você porque sua conta assim diz: http://panel.localhost:8080/account\n"
    )


def test_what_comes_together_is_told_together_what_is_critical_first(world):
    world.choose(alarm_mail="all")
    world.raise_("zeta", "warning")
    world.letters.write_due(world.now)
    world.raise_("acme")
    world.raise_(None)
    assert world.run(8) == ["[crítico] 3 alarmes: acme, plataforma, zeta"]
    [mail] = world.mails()
    assert mail.body.index("[crítico] acme") < mail.body.index("[atenção] zeta")


def test_between_two_e_mails_there_are_minutes(world):
    world.raise_("acme")
    assert len(world.run(2)) == 1
    world.raise_("zeta")
    assert world.run(3) == []
    world.raise_("nova")
    assert world.run(8) == ["[crítico] 2 alarmes: zeta, nova"]


def test_what_is_over_is_told_to_those_who_knew(world, operator_of):
    operator_of("operator")
    world.choose(alarm_mail="none")
    world.raise_()
    world.run(3)
    world.choose(alarm_mail="critical")
    world.clear()
    assert world.run(15) == [OVER]
    assert [mail.recipient for mail in world.mails()] == ["operator@operator.example"] * 2
    assert "De 2026-11-22 02:30 a 2026-11-22 02:33 (UTC)" in world.mails()[-1].body


def test_what_was_over_before_anybody_was_told_is_not_told(world):
    world.raise_()
    world.clear()
    assert world.run(12) == []


def test_what_comes_and_goes_is_one_story(world):
    told = []
    for _ in range(4):
        world.raise_()
        told += world.run(3)
        world.clear()
        told += world.run(3)
    assert told == [RAISED]
    assert world.run(15) == [OVER]


def test_what_keeps_coming_back_is_told_more_and_more_seldom(world):
    told = []
    for _ in range(4):  # just long enough away for its end to be told the first time
        world.raise_()
        told += world.run(2)
        world.clear()
        told += world.run(13)
    assert told == [RAISED, OVER, RAISED]


def test_an_end_of_long_ago_is_told_nobody(world):
    world.raise_()
    world.run(2)
    world.choose(alarm_mail="none")
    world.clear()
    world.run()
    world.minute += 24 * 60 + 1
    world.choose(alarm_mail="critical")
    assert world.run(3) == []
    with transaction(world.sessions) as session:
        assert session.query(AlarmNotice).one().over_at is not None


def test_what_becomes_graver_is_told_again(world):
    world.choose(alarm_mail="all")
    world.raise_(severity="warning")
    assert world.run(10) == [RAISED.replace("crítico", "atenção")]
    for severity in ("critical", "warning", "critical"):
        world.raise_(severity=severity)
    assert world.run(10) == [RAISED.replace("crítico", "agora crítico")]


def test_what_becomes_critical_is_new_to_whoever_is_told_only_that(world):
    world.raise_(severity="warning")
    assert world.run(10) == []
    world.raise_(severity="critical")
    assert world.run(10) == [RAISED]


def test_what_somebody_is_on_is_not_told_unless_it_becomes_graver(world):
    world.choose(alarm_mail="all")
    world.acknowledge(world.raise_(severity="warning"))
    assert world.run(10) == []
    world.raise_(severity="critical")
    assert world.run(10) == [RAISED]


def test_its_end_is_told_whether_or_not_somebody_was_on_it(world):
    alarm_id = world.raise_()
    world.run(10)
    world.acknowledge(alarm_id)
    world.clear()
    assert world.run(15) == [OVER]


@pytest.mark.parametrize(
    ("role", "level", "told"),
    [
        ("owner", None, 1),
        ("operator", None, 1),
        ("support", None, 0),
        ("viewer", None, 0),
        ("viewer", "critical", 1),
        ("viewer", "all", 2),
        ("owner", "none", 0),
    ],
)
def test_whom_their_role_or_their_choice_has_told(world, role, level, told):
    world.choose(role=role, alarm_mail=level)
    world.raise_("acme"), world.raise_("zeta", "warning")
    world.run(10)
    assert sum(mail.body.count("guiche backup run") for mail in world.mails()) == told


def test_who_may_not_come_in_is_told_nothing(world, services, sessions):
    with transaction(sessions) as session:
        session.add(Operator(email="invited@operator.example", role="owner"))
    world.choose(disabled_at=START)
    world.raise_()
    assert world.run(10) == []


def test_each_in_their_own_language(world):
    world.choose(locale="es")
    world.raise_()
    assert world.run(3) == ["[crítica] acme: ACME lleva 31 horas sin copia."]
    assert "Qué hacer: Haga una: guiche backup run acme." in world.mails()[0].body


def test_without_a_mail_server_nothing_is_written_and_nobody_was_told(world, sessions, settings):
    world.raise_()
    silent = AlarmLetters(sessions, Mails(sessions, MailSettings("", 587, "starttls", "")), settings)
    assert silent.write_due(START + timedelta(minutes=5)) == 0
    assert world.run(10) == [RAISED]


def test_a_long_reason_is_cut_in_the_subject_alone(world, sessions):
    with transaction(sessions) as session:
        details = {"operation": "x", "error": "it\nbroke " * 40}
        alarms.raise_(session, "operation_failed", severity="critical", details=details)
    [subject] = world.run(2)
    assert len(subject) <= 140 and subject.endswith("…") and "\n" not in subject
    assert "broke " * 3 in world.mails()[0].body.replace("it\n", "")


def leaves(words):
    if "en" in words:
        yield words
    else:
        for each in words.values():
            yield from leaves(each)


def test_each_text_is_there_in_each_language():
    assert all(text.keys() == set(LANGUAGES) and all(text.values()) for text in leaves(_WORDS))
