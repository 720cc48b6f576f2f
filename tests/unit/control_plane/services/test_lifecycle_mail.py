from datetime import UTC, datetime, timedelta

import pytest

from control_plane.database import transaction
from control_plane.models import Mail, Tenant
from control_plane.operations.words import LANGUAGES
from control_plane.services.lifecycle_mail import _WORDS, LifecycleLetters
from control_plane.services.mails import Mails
from foundation.mail_settings import MailSettings

NOW = datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
SERVER = MailSettings("mail.example", 587, "none", "painel@guiche.example")
USERS = [
    {"name": "Ana", "email": "ana@acme.example", "role": "admin"},
    {"name": "Beto", "email": "beto@acme.example", "role": "atendente"},
]


@pytest.fixture
def close(add_tenant):
    def make(lifecycle, *, purged_in=None, locale="pt-BR", slug="acme", kept=30, **changes):
        purge_at = NOW + timedelta(days=purged_in) if purged_in is not None else None
        closed_at = purge_at - timedelta(days=kept) if purge_at else NOW
        configuration = {"locale": locale, "timezone": "America/Sao_Paulo", "users": USERS}
        dates = {"closed_at": closed_at, "purge_at": purge_at}
        return add_tenant(slug, lifecycle, configuration=configuration, **dates, **changes)

    return make


@pytest.fixture
def letters(sessions):
    return LifecycleLetters(sessions, Mails(sessions, SERVER))


@pytest.fixture
def subjects(sessions):
    def read():
        with transaction(sessions) as session:
            return [row.subject for row in session.query(Mail).order_by(Mail.id)]

    return read


def test_the_admins_are_told_once(sessions, close, letters):
    close("suspended", name="Padaria\nDo Zé")
    assert [letters.write_due(NOW) for _ in range(2)] == [1, 0]
    with transaction(sessions) as session:
        row = session.query(Mail).one()
    assert (row.recipient, row.subject) == ("ana@acme.example", "Padaria Do Zé: o atendimento está suspenso")
    assert row.body.startswith("Olá, Ana!")


@pytest.mark.parametrize(
    ("lifecycle", "locale", "subject"),
    [
        ("archived", "pt-BR", "ACME: o atendimento foi arquivado, os dados ficam até 21/12/2026"),
        ("condemned", "en", "ACME: the help desk will be deleted for good on 2026-12-21"),
        ("condemned", "es", "ACME: la atención se borrará para siempre el 21/12/2026"),
    ],
)
def test_the_day_is_the_clients_own(close, letters, subjects, lifecycle, locale, subject):
    close(lifecycle, purged_in=30, locale=locale)  # 2:30 UTC is the evening before in São Paulo
    letters.write_due(NOW)
    assert subjects() == [subject]


@pytest.mark.parametrize(("left", "reminders"), [(8, 0), (7, 1), (6, 1), (1, 1), (0.5, 1)])
def test_before_the_purge_they_are_reminded(close, letters, subjects, left, reminders):
    close("archived", purged_in=left)
    letters.write_due(NOW)
    assert len([each for each in subjects() if "serão apagados" in each]) == reminders


def test_a_week_before_and_the_day_before(close, letters, subjects):
    close("archived", purged_in=10)
    for day in range(10):
        letters.write_due(NOW + timedelta(days=day))
    assert len([each for each in subjects() if "serão apagados" in each]) == 2


def test_a_grace_as_short_as_the_notice_has_no_reminder(close, letters, subjects):
    close("condemned", purged_in=1, kept=1)
    letters.write_due(NOW)
    assert len(subjects()) == 1


def test_what_goes_at_once_promises_no_way_back(close, letters):
    close("condemned", purged_in=0, kept=0)
    assert letters.write_due(NOW) == 0


def test_who_is_open_or_gone_is_told_nothing(close, letters):
    for number, lifecycle in enumerate(("active", "suspending", "purging", "deleted")):
        close(lifecycle, slug=f"t{number}")
    assert letters.write_due(NOW) == 0


def test_another_closing_is_another_letter(sessions, close, letters):
    close("suspended")
    letters.write_due(NOW)
    with transaction(sessions) as session:
        session.query(Tenant).one().closed_at = NOW + timedelta(days=3)
    assert letters.write_due(NOW) == 1


def test_without_a_mail_server_nothing_is_written(sessions, close):
    close("suspended")
    silent = LifecycleLetters(sessions, Mails(sessions, MailSettings("", 587, "starttls", "")))
    assert silent.write_due(NOW) == 0


@pytest.mark.parametrize("kind", sorted(_WORDS))
def test_each_is_there_in_each_language(kind):
    assert all(_WORDS[kind][part][language] for part in ("subject", "body") for language in LANGUAGES)
