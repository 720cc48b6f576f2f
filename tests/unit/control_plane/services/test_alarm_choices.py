from dataclasses import replace

import pytest

from control_plane.errors import InvalidInput
from control_plane.services.alarm_choices import AlarmChoices
from control_plane.services.mails import Mails
from foundation.mail_settings import MailSettings


@pytest.fixture
def me(services, actor):
    operator_id = services.operators.ensure(actor.name, "a long enough password", actor)
    return replace(actor, operator_id=operator_id)


@pytest.mark.parametrize(
    ("role", "level"),
    [("owner", "critical"), ("operator", "critical"), ("support", "none"), ("viewer", "none")],
)
def test_before_any_choice_it_is_the_roles(services, operator_of, actor, role, level):
    _, operator_id = operator_of(role)
    shown = services.alarm_choices.show(replace(actor, operator_id=operator_id))
    assert shown == {"level": level, "language": "pt-BR", "is_sent": False}


def test_what_is_chosen_stays_and_is_noted(services, me):
    services.alarm_choices.choose(me, "all", "es")
    services.alarm_choices.choose(me, "none")
    assert services.alarm_choices.show(me) == {"level": "none", "language": "es", "is_sent": False}
    entry = services.audit.list_all()[0]
    assert (entry["action"], entry["details"]) == ("alarm_mail_chosen", {"level": "none", "language": "es"})


def test_it_says_whether_there_is_a_mail_server(sessions, me):
    mails = Mails(sessions, MailSettings("mail.example", 587, "none", "painel@guiche.example"))
    assert AlarmChoices(sessions, mails).show(me)["is_sent"] is True


def test_all_that_is_wrong_is_said_at_once(services, me):
    with pytest.raises(InvalidInput) as refused:
        services.alarm_choices.choose(me, "some", "de")
    assert refused.value.details["fields"].keys() == {"level", "language"}
