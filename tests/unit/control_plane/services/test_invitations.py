from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from control_plane.actor import Visitor
from control_plane.database import transaction, utc_now
from control_plane.errors import Conflict, InvalidInput, NotAuthenticated, NotFound
from control_plane.models import AuditEntry, OperatorInvitation
from control_plane.services.invitations import Invitations
from foundation.mail_settings import MailSettings
from tests.unit.control_plane.mailbox import Mailbox, serving

EMAIL, PASSWORD = "bia@operator.example", "nove bicicletas vermelhas"
HERE = Visitor("192.0.2.7", "Firefox")


@pytest.fixture
def invitations(services):
    return services.invitations


@pytest.fixture
def invite(invitations, actor):
    """Invites Bia; returns what whoever invites sees, and the token in the link."""

    def make(role="support"):
        made = invitations.invite(EMAIL, role, actor, "pt-BR")
        return made, made["url"].rpartition("/")[2]

    return make


def test_a_link_is_shown_once_and_only_its_hash_is_stored(invite, sessions):
    made, token = invite()
    assert made["url"] == f"http://panel.localhost:8080/invitation/{token}"
    assert (made["operator"]["email"], made["operator"]["state"]) == (EMAIL, "invited")
    assert made["mail"] == "none"
    with transaction(sessions) as session:
        assert token not in session.scalars(select(OperatorInvitation)).one().token_hash
        entry = session.scalars(select(AuditEntry)).one()
        assert (entry.action, entry.details) == ("operator_invited", {"operator": EMAIL, "role": "support"})


def test_whoever_follows_it_chooses_a_password_and_signs_in_with_it(invite, invitations, services):
    _, token = invite()
    assert invitations.show(token) == {"email": EMAIL, "role": "support"}
    with pytest.raises(NotAuthenticated):
        services.accounts.sign_in(EMAIL, "", HERE)
    assert invitations.accept(token, PASSWORD, HERE) == EMAIL
    assert services.accounts.sign_in(EMAIL, PASSWORD, HERE).actor.role == "support"
    entry = services.audit.list_all()[1]
    assert (entry["action"], entry["actor"], entry["remote_address"]) == (
        "invitation_accepted",
        EMAIL,
        "192.0.2.7",
    )


def test_it_is_good_once(invite, invitations):
    _, token = invite()
    invitations.accept(token, PASSWORD, HERE)
    for attempt in (lambda: invitations.show(token), lambda: invitations.accept(token, PASSWORD, HERE)):
        with pytest.raises(NotFound) as refused:
            attempt()
        assert refused.value.code == "link_gone"


@pytest.mark.parametrize(("hours", "is_good"), [(71, True), (73, False)])
def test_it_is_good_for_three_days(invite, invitations, hours, is_good):
    _, token = invite()
    with time_machine.travel(utc_now() + timedelta(hours=hours)):
        if is_good:
            assert invitations.show(token)
        else:
            with pytest.raises(NotFound):
                invitations.show(token)


@pytest.mark.parametrize("password", ["short", "senha12345678", "bia@operator.example"])
def test_a_weak_password_is_refused_and_the_link_stays_good(invite, invitations, password):
    _, token = invite()
    with pytest.raises(InvalidInput):
        invitations.accept(token, password, HERE)
    assert invitations.accept(token, PASSWORD, HERE)


def test_another_link_voids_the_one_before(invite, invitations, actor):
    made, token = invite()
    again = invitations.invite_again(made["operator"]["id"], actor, "en")
    with pytest.raises(NotFound):
        invitations.show(token)
    assert invitations.show(again["url"].rpartition("/")[2])["email"] == EMAIL


def test_a_forgotten_password_counts_until_the_link_is_used(invite, invitations, services, actor):
    made, token = invite()
    invitations.accept(token, PASSWORD, HERE)
    token = invitations.invite_again(made["operator"]["id"], actor, "en")["url"].rpartition("/")[2]
    came = services.accounts.sign_in(EMAIL, PASSWORD, HERE)
    invitations.accept(token, "outra coisa bem diferente", HERE)
    assert services.accounts.by_session(came.token, HERE) is None
    with pytest.raises(NotAuthenticated):
        services.accounts.sign_in(EMAIL, PASSWORD, HERE)


def test_whoever_is_disabled_follows_no_link_and_gets_none(invite, invitations, services, actor):
    made, token = invite()
    services.operators.disable(made["operator"]["id"], actor)
    with pytest.raises(NotFound):
        invitations.accept(token, PASSWORD, HERE)
    with pytest.raises(Conflict, match="enable them first"):
        invitations.invite_again(made["operator"]["id"], actor, "en")


def test_nobody_is_invited_twice_whatever_the_case(invite, invitations, actor):
    invite()
    with pytest.raises(Conflict) as refused:
        invitations.invite(" BIA@operator.example ", "viewer", actor, "en")
    assert refused.value.code == "email_taken"


@pytest.mark.parametrize(
    ("email", "role", "field"), [("bia", "viewer", "email"), ("", "viewer", "email"), (EMAIL, "king", "role")]
)
def test_what_is_wrong_is_said_at_its_field(invitations, actor, email, role, field):
    with pytest.raises(InvalidInput) as refused:
        invitations.invite(email, role, actor, "en")
    assert [*refused.value.details["fields"]] == [field]


@pytest.mark.parametrize(
    ("language", "subject"),
    [
        ("pt-BR", "Seu acesso ao painel do Guichê"),
        ("en", "Your access to the Guichê panel"),
        ("es", "Su acceso al panel de Guichê"),
        ("tlh", "Seu acesso ao painel do Guichê"),
    ],
)
def test_it_is_mailed_where_there_is_a_mail_server(services, settings, sessions, actor, language, subject):
    mailbox = Mailbox()
    with serving(mailbox) as mail:
        invitations = Invitations(sessions, replace(settings, mail=mail))
        made = invitations.invite(EMAIL, "viewer", actor, language)
    assert made["mail"] == "sent"
    [message] = mailbox.taken
    assert message["Subject"] == subject
    assert (message["To"], message["From"]) == (EMAIL, "Guichê <painel@guiche.example>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert made["url"] in message.get_content() and EMAIL in message.get_content()


def test_an_e_mail_that_does_not_go_out_is_told_and_the_link_is_good(services, settings, sessions, actor):
    mailbox = Mailbox(answer="550 no such mailbox")
    with serving(mailbox) as mail:
        made = Invitations(sessions, replace(settings, mail=mail)).invite(EMAIL, "viewer", actor, "en")
    nobody = replace(settings, mail=MailSettings("127.0.0.1", 9, "none", "x@guiche.example"))
    again = Invitations(sessions, nobody).invite_again(made["operator"]["id"], actor, "en")
    assert (made["mail"], again["mail"]) == ("failed", "failed")
    assert Invitations(sessions, nobody).show(again["url"].rpartition("/")[2])
