import pytest

from control_plane.database import transaction
from control_plane.models import Tenant
from control_plane.services.history import HistoryFilter


@pytest.fixture
def acme(services, sessions, tenant_request, actor):
    services.tenants.submit_create(tenant_request(), actor)
    with transaction(sessions) as session:
        session.query(Tenant).filter_by(slug="acme").one().lifecycle = "active"


def changes(services):
    return services.history.list_all(HistoryFilter(kind="change"))


def test_a_preview_shows_what_becomes_different_and_stores_nothing(signed_in, acme, services, tmp_path):
    token = tmp_path / "token"
    token.write_text("another-token-of-acme\n")
    shown = signed_in(
        "tenant", "change", "acme", "--name", "Nova", "--hostname", "chat.acme.com.br",
        "--whatsapp-token-file", str(token), "--preview",
    )  # fmt: skip
    assert shown.code == 0
    assert "Nova" in shown.out
    assert "chat.acme.com.br" in shown.out
    assert "web, worker" in shown.out
    assert "(secret)" in shown.out
    assert "another-token" not in shown.out
    assert changes(services) == []


def test_a_preview_is_one_json_document(signed_in, acme):
    shown = signed_in("tenant", "change", "acme", "--no-hostnames", "--name", "Nova", "--preview", "--json")
    assert shown.json["restarts"] == ["web", "worker"]


def test_a_script_says_yes_beforehand(signed_in, acme, services):
    refused = signed_in("tenant", "change", "acme", "--name", "Nova", "--no-wait")
    assert refused.code == 2
    assert "--yes" in refused.err
    assert changes(services) == []
    assert signed_in("tenant", "change", "acme", "--name", "Nova", "--yes", "--no-wait").code == 0
    assert len(changes(services)) == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--name", ""], "name: Give the client's name"),
        (["--timezone", "Marte"], "timezone: Give an IANA time zone"),
        (["--hostname", "a.b.c", "--no-hostnames"], "not both"),
        ([], "Nothing to change"),
        (["--name", "ACME"], "Nothing to change"),
    ],
)
def test_bad_input_is_one_line(signed_in, acme, options, words):
    refused = signed_in("tenant", "change", "acme", *options, "--yes")
    assert refused.code == 2
    assert words in refused.err


@pytest.mark.parametrize(
    ("command", "lifecycle", "kind"),
    [
        (["suspend", "acme", "--reason", "unpaid", "--yes"], "active", "suspend"),
        (["resume", "acme"], "suspended", "resume"),
        (["archive", "acme", "--days", "30", "--yes"], "active", "archive"),
        (["delete", "acme", "--confirm", "acme"], "active", "delete"),
        (["purge", "acme", "--confirm", "acme"], "archived", "purge"),
    ],
)
def test_the_ladder(signed_in, acme, services, sessions, command, lifecycle, kind):
    with transaction(sessions) as session:
        session.query(Tenant).filter_by(slug="acme").one().lifecycle = lifecycle
    assert signed_in("tenant", *command, "--no-wait").code == 0
    assert services.history.list_all()[0]["kind"] == kind


@pytest.mark.parametrize(
    ("command", "consequence"),
    [("suspend", "People will find a page"), ("archive", "The stack of acme will be removed after a final")],
)
def test_what_people_would_notice_is_asked_first(signed_in, acme, services, typed, command, consequence):
    refused = signed_in("tenant", command, "acme", "--no-wait")
    assert (refused.code, refused.out, "confirm with --yes" in refused.err) == (2, "", True)
    typed("no\n")
    refused = signed_in("tenant", command, "acme", "--no-wait")
    assert refused.code == 2
    assert consequence in refused.err and "Nothing was changed." in refused.err
    assert signed_in("tenant", command, "acme", "--dry-run").code == 0
    assert len(services.history.list_all()) == 1
    typed("yes\n")
    assert signed_in("tenant", command, "acme", "--no-wait").code == 0
    assert services.history.list_all()[0]["kind"] == command


@pytest.mark.parametrize("command", ["delete", "purge"])
def test_what_cannot_be_taken_back_wants_the_slug(signed_in, acme, services, command):
    assert "--confirm acme" in signed_in("tenant", command, "acme").err
    refused = signed_in("tenant", command, "acme", "--confirm", "other")
    assert (refused.code, "Type the tenant's slug" in refused.err) == (2, True)
    assert len(services.history.list_all()) == 1


def test_keeping_nothing_is_said_twice(signed_in, acme, services, sessions):
    with transaction(sessions) as session:
        session.query(Tenant).filter_by(slug="acme").one().lifecycle = "active"
    command = ("tenant", "delete", "acme", "--confirm", "acme", "--days", "0", "--no-wait")
    refused = signed_in(*command)
    assert (refused.code, "--at-once" in refused.err) == (2, True)
    assert signed_in(*command, "--at-once").code == 0
    assert services.history.list_all()[0]["kind"] == "delete"


def test_there_is_no_certificate_of_what_lives(signed_in, acme):
    refused = signed_in("tenant", "certificate", "acme")
    assert (refused.code, "has not been deleted" in refused.err) == (2, True)
