import io
import json
import stat
from dataclasses import replace
from datetime import datetime

import pytest

from control_plane.cli.client import Client
from control_plane.database import transaction, utc_now
from control_plane.models import Backup, Operation, PlatformFact
from control_plane.offsite_settings import OffsiteSettings
from control_plane.services.platform_copy import note_failed

CREDENTIALS = {
    "whatsapp": {
        "phone_number_id": "123456789",
        "waba_id": "987654321",
        "token": "token-of-acme",
        "app_secret": "app-secret-of-acme",
    },
    "fila_ia": {"key": "key-of-acme"},
}


@pytest.fixture
def credentials(tmp_path):
    path = tmp_path / "credentials.json"
    path.write_text(json.dumps(CREDENTIALS))
    return str(path)


@pytest.fixture
def create(signed_in, credentials):
    def create(*options, slug="acme"):
        return signed_in(
            "tenant", "create", slug, "--name", "ACME", "--admin", "Ana <ana@acme.example>",
            "--attendant", "Beto <beto@acme.example>", "--credentials", credentials, *options,
        )  # fmt: skip

    return create


def test_login_keeps_a_token_that_proved_good_for_the_owner_alone(guiche, url, token, config, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(token + "\n"))
    result = guiche("login", "--url", url + "/", "--token-stdin")
    assert result.code == 0 and "ana@operator.example" in result.out
    kept = {"current": "default", "profiles": {"default": {"url": url, "token": token}}}
    assert json.loads(config.read_text()) == kept
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert token not in result.out + result.err


def test_a_bad_token_is_not_kept(guiche, url, config, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("nonsense\n"))
    result = guiche("login", "--url", url, "--token-stdin")
    assert result.code == 4
    assert not config.exists()


@pytest.mark.parametrize("url", ["panel.localhost", "ftp://x"])
def test_login_wants_an_http_address(guiche, url):
    assert guiche("login", "--url", url, "--token-stdin").code == 2


def test_not_signed_in(guiche):
    result = guiche("tenant", "list")
    assert result.code == 2
    assert "guiche login" in result.err


def test_a_broken_configuration_says_so(guiche, config):
    config.parent.mkdir()
    config.write_text("{")
    assert "guiche login again" in guiche("tenant", "list").err


def test_create_follows_to_the_end(create, ending):
    ending()
    result = create()
    assert result.code == 0
    assert "preflight: done" in result.err
    assert "http://acme.localhost:8080 is up" in result.out


def test_create_without_waiting_says_how_to_follow(create):
    result = create("--no-wait")
    assert result.code == 0
    assert "guiche operation watch" in result.out


def test_create_as_json(create, ending, services):
    ending()
    document = create("--json", "--database", "mariadb", "--hostname", "ajuda.acme.example").json
    assert document["operation"]["state"] == "succeeded"
    assert document["tenant"]["database"] == "mariadb"
    assert [row["name"] for row in document["tenant"]["hostnames"]] == [
        "acme.localhost",
        "ajuda.acme.example",
    ]
    assert document["tenant"]["users"][1] == {
        "name": "Beto",
        "email": "beto@acme.example",
        "role": "atendente",
    }


def test_a_failed_operation_is_exit_code_1_with_the_next_action(create, ending):
    ending("failed", error_code="no_room", error_message="No room.", next_action="Add memory.")
    result = create()
    assert result.code == 1
    assert "No room. Add memory." in result.err


def test_refusals_name_every_field(create):
    result = create("--timezone", "Mars/Base", slug="panel")
    assert result.code == 2
    assert "slug: " in result.err and "timezone: " in result.err


def test_refusals_as_json(create):
    document = create("--json", slug="panel").json
    assert list(document["error"]["details"]["fields"]) == ["slug"]


def test_credentials_from_standard_input(signed_in, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(CREDENTIALS)))
    arguments = ["--name", "ACME", "--admin", "Ana <ana@acme.example>", "--credentials", "-", "--no-wait"]
    assert signed_in("tenant", "create", "acme", *arguments).code == 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [("{", "not a JSON file"), ("[]", "needs the sections"), ('{"whatsap": {}}', "nobody knows: whatsap")],
)
def test_bad_credential_files(signed_in, tmp_path, text, problem):
    path = tmp_path / "bad.json"
    path.write_text(text)
    arguments = ["--name", "A", "--admin", "Ana <ana@acme.example>", "--credentials", str(path)]
    result = signed_in("tenant", "create", "acme", *arguments)
    assert result.code == 2
    assert problem in " ".join(result.err.split())


def test_the_template_has_what_a_credentials_file_needs(guiche):
    document = guiche("tenant", "credentials-template").json
    assert CREDENTIALS["whatsapp"].keys() <= document["whatsapp"].keys()
    assert document["fila_ia"] == {"url": "", "key": ""}


@pytest.mark.parametrize("text", ["Ana", "ana@x.example", "<ana@x.example>", "Ana <>"])
def test_people_are_written_with_name_and_mail(signed_in, credentials, text):
    result = signed_in(
        "tenant", "create", "acme", "--name", "A", "--admin", text, "--credentials", credentials
    )
    assert result.code == 2 and "Name <mail>" in result.err


def test_lists_and_shows_tenants(signed_in, add_tenant):
    add_tenant()
    assert "acme" in signed_in("tenant", "list").out
    assert signed_in("tenant", "list", "--json").json["data"][0]["slug"] == "acme"
    card = signed_in("tenant", "show", "acme").out
    assert "active" in card and "{" not in card
    assert signed_in("tenant", "show", "acme", "--json").json["last_operation"] is None
    assert signed_in("tenant", "show", "beta").code == 2


@pytest.mark.parametrize(
    "command",
    [
        ("tenant", "show", "acme#"),
        ("tenant", "show", "acme?x=y"),
        ("tenant", "show", "acme/backups"),
        ("tenant", "suspend", "x/../acme", "--dry-run"),
        ("operation", "show", "../tenants/acme"),
        ("operation", "show", ".."),
    ],
)
def test_what_is_typed_leads_nowhere_else(signed_in, add_tenant, command):
    add_tenant()
    result = signed_in(*command)
    assert (result.code, result.out, result.err.count("\n")) == (2, "", 1)


def test_shows_logins(signed_in, add_tenant, services):
    tenant = add_tenant()
    users = [{"name": "[Ana]", "email": "ana@acme.example", "password": "p4ssw0rd", "role": "admin"}]
    with transaction(services.sessions) as session:
        services.vault.put(session, tenant.id, "first_users", json.dumps(users))
    assert signed_in("tenant", "logins", "acme", "--json").json["data"][0]["password"] == "p4ssw0rd"
    assert "shown to ana@operator.example" in signed_in("tenant", "show", "acme").out
    again = signed_in("tenant", "logins", "acme")
    assert again.code == 2 and "already" in again.err
    assert "They were shown to ana@operator.example, 2" in again.err
    assert signed_in("tenant", "logins", "acme", "--json").json["error"]["code"] == "logins_already_shown"


def test_logins_of_a_tenant_that_is_not_up(signed_in, add_tenant):
    add_tenant(lifecycle="creating")
    assert "ask again when it is active" in signed_in("tenant", "logins", "acme").err


def test_backups(signed_in, add_tenant, services, ending):
    tenant = add_tenant()
    ending()
    document = signed_in("backup", "run", "acme", "--json").json
    assert document["state"] == "succeeded"
    with transaction(services.sessions) as session:
        session.add(
            Backup(
                id="backup-1", tenant_id=tenant.id, operation_id=document["id"], trigger="manual",
                database_snapshot="a", media_snapshot="b", manifest={}, bytes=7,
            )
        )  # fmt: skip
    assert "backup-1" in signed_in("backup", "list", "acme").out
    assert signed_in("backup", "drill", "acme", "nothing").code != 0
    for named in ((), ("backup-1",)):
        drilled = signed_in("backup", "drill", "acme", *named, "--json").json
        assert (drilled["kind"], drilled["state"]) == ("drill", "succeeded")
    assert signed_in("restore", "acme", "backup-1", "--confirm", "beta").code == 2
    result = signed_in("restore", "acme", "backup-1", "--confirm", "acme", "--json")
    assert (result.code, result.json["kind"]) == (0, "restore")
    without = ("--without-safety-backup", "--confirm", "acme", "--json")
    unsaved = signed_in("restore", "acme", "backup-1", *without).json["id"]
    with transaction(services.sessions) as session:
        assert session.get_one(Operation, unsaved).inputs["without_safety_backup"] is True


def test_repair(signed_in, add_tenant, ending):
    add_tenant()
    result = signed_in("tenant", "repair", "acme", "--no-wait")
    assert (result.code, "guiche operation watch" in result.out) == (0, True)
    ending()
    assert signed_in("operation", "watch", result.out.split()[-1]).code == 0
    assert signed_in("tenant", "repair", "acme", "--json").json["kind"] == "repair"


def test_restore_asks_at_a_terminal_when_nothing_confirms(signed_in, add_tenant, typed):
    add_tenant()
    typed("beta\n")
    result = signed_in("restore", "acme", "backup-1")
    assert result.code == 2
    assert "Type acme to go on" in result.err
    typed("beta\n")
    assert (
        "No backup of what there is now"
        in signed_in("restore", "acme", "backup-1", "--without-safety-backup").err
    )


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (("restore", "acme", "backup-1"), "--confirm acme"),
        (("login", "--url", "http://panel.localhost:9"), "--token-stdin"),
    ],
)
def test_a_script_is_told_what_to_give_instead_of_being_asked(signed_in, monkeypatch, arguments, option):
    monkeypatch.setattr("sys.stdin", io.StringIO())
    result = signed_in(*arguments)
    assert (result.code, result.out) == (2, "")
    assert option in result.err and result.err.count("\n") == 1


def test_operations(signed_in, add_tenant, ending):
    add_tenant()
    ending("failed", error_code="x", error_message="X.", next_action="Y.")
    assert signed_in("backup", "run", "acme").code == 1
    operation_id = signed_in("operation", "list", "--tenant", "acme", "--json").json["data"][0]["id"]
    assert operation_id in signed_in("operation", "list").out
    assert signed_in("operation", "watch", operation_id).code == 1
    assert signed_in("operation", "watch", "none").code == 2
    assert signed_in("operation", "resume", operation_id, "--no-wait").code == 0
    assert signed_in("operation", "watch", operation_id, "--json").json["state"] == "failed"


def test_a_failure_is_explained(signed_in, add_tenant, ending):
    add_tenant()
    said = {"error_code": "dump_failed", "error_message": "No dump.", "next_action": "Y."}
    ending("failed", started_at=utc_now(), **said)
    assert signed_in("backup", "run", "acme").code == 1
    operation_id = signed_in("operation", "list", "--json").json["data"][0]["id"]
    card = " ".join(signed_in("operation", "explain", operation_id).out.split())
    assert "No dump. (dump_failed)" in card and "half a dump is no backup" in card
    assert "for acme The help desk goes on as before." in card
    assert signed_in("operation", "explain", operation_id, "--json").json["resume"]["advice"] == "after"
    assert signed_in("operation", "explain", "none").code == 2


def test_of_what_went_well_there_is_a_word_and_no_error(signed_in, add_tenant, ending):
    add_tenant()
    ending()
    assert signed_in("backup", "run", "acme").code == 0
    operation_id = signed_in("operation", "list", "--json").json["data"][0]["id"]
    told = signed_in("operation", "explain", operation_id)
    assert (told.code, told.out) == (0, "Nothing has gone wrong with this operation.\n")
    told = signed_in("operation", "explain", operation_id, "--json")
    assert (told.code, told.json["operation"], told.json["code"]) == (0, operation_id, None)


def test_the_history_is_searched(signed_in, add_tenant, services, actor):
    add_tenant()
    operation_id = signed_in("backup", "run", "acme", "--no-wait", "--json").json["id"]
    day = f"{datetime.now().astimezone():%Y-%m-%d}"
    assert operation_id in signed_in("operation", "list", "--search", "ACME", "--since", day).out
    for nothing in (("--kind", "restore"), ("--state", "failed"), ("--until", "2026-01-01T10:00:00")):
        assert signed_in("operation", "list", *nothing, "--json").json["data"] == []
    assert signed_in("operation", "list", "--since", "yesterday").code == 2


def test_a_day_at_the_end_of_the_calendar_is_one_line(signed_in):
    result = signed_in("operation", "list", "--since", "0001-01-01")
    assert (result.code, result.err.count("\n")) == (2, 1)
    assert "is too far away" in result.err


def test_whoever_stops_waiting_is_told_that_it_goes_on(signed_in, add_tenant, monkeypatch):
    add_tenant()

    def interrupt(_client, _operation_id):
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(Client, "watch", interrupt)
    result = signed_in("backup", "run", "acme")
    operation = signed_in("operation", "list", "--json").json["data"][0]
    assert (result.code, operation["state"], result.err.count("\n")) == (130, "queued", 1)
    assert f"the operation goes on: follow it with guiche operation watch {operation['id']}" in result.err


def test_one_that_waits_is_canceled(signed_in, add_tenant):
    add_tenant()
    first, second = (signed_in("backup", "run", "acme", "--no-wait", "--json").json["id"] for _ in range(2))
    canceled = signed_in("operation", "cancel", second, "--json")
    assert (canceled.code, canceled.json["state"]) == (0, "canceled")
    again = signed_in("operation", "cancel", second)
    assert again.code == 2 and "nothing to stop" in again.err
    assert signed_in("operation", "watch", second).code == 1
    assert signed_in("operation", "cancel", first, "--no-wait").code == 0


def test_how_many_are_before_it_is_said(signed_in, add_tenant, ending):
    add_tenant()
    signed_in("backup", "run", "acme", "--no-wait")
    ending()
    said = " ".join(signed_in("backup", "run", "acme").out.split())
    assert "Its turn comes after 1 more of this tenant, now " in said
    assert "(guiche operation cancel " in said


@pytest.fixture
def failed(create, services, sessions):
    """The id of a creation that failed."""
    operation_id = create("--no-wait", "--json").json["operation"]["id"]
    with transaction(sessions) as session:
        operation = session.get_one(Operation, operation_id)
        operation.state = "failed"
    return operation_id


def test_resume_with_other_credentials(failed, signed_in, services, tmp_path, monkeypatch):
    (tmp_path / "token").write_text("the-right-token\n")
    monkeypatch.setattr("sys.stdin", io.StringIO("the-right-key\n"))
    result = signed_in(
        "operation", "resume", failed, "--whatsapp-token-file", str(tmp_path / "token"),
        "--fila-ia-key-file", "-", "--phone-number-id", "555000111", "--no-wait", "--json",
    )  # fmt: skip
    assert (result.code, result.json["state"]) == (0, "queued")
    entry = next(each for each in services.audit.list_all() if each["action"] == "credentials_corrected")
    assert entry["details"]["fields"] == ["whatsapp.phone_number_id", "whatsapp.token", "fila_ia.key"]
    assert services.tenants.show("acme")["whatsapp"]["phone_number_id"] == "555000111"


def test_a_refused_correction_names_its_field(failed, signed_in):
    result = signed_in("operation", "resume", failed, "--waba-id", "x")
    assert result.code == 2 and "whatsapp.waba_id: " in result.err


@pytest.mark.parametrize(("content", "problem"), [(b" \n", "is empty"), (b"\xff", "cannot be read")])
def test_a_secret_file_without_a_secret(failed, signed_in, tmp_path, content, problem):
    (tmp_path / "secret").write_bytes(content)
    result = signed_in("operation", "resume", failed, "--app-secret-file", str(tmp_path / "secret"))
    assert result.code == 2 and problem in " ".join(result.err.split())


def test_undo(create, signed_in, ending, services):
    ending("failed", error_code="x", error_message="X.", next_action="Y.")
    operation_id = create("--json").json["id"]
    refused = signed_in("operation", "undo", operation_id)
    assert (refused.code, "confirm with --yes" in refused.err) == (2, True)
    assert signed_in("operation", "show", operation_id, "--json").json["is_undoing"] is False
    result = signed_in("operation", "undo", operation_id, "--yes", "--no-wait", "--json")
    assert (result.code, result.json["is_undoing"]) == (0, True)
    assert signed_in("operation", "watch", operation_id).code == 1


def test_what_goes_on_already_was_not_resumed(create, signed_in, sessions):
    operation_id = create("--no-wait", "--json").json["operation"]["id"]
    result = signed_in("operation", "resume", operation_id, "--no-wait")
    assert (result.code, "Started" in result.out) == (0, False)
    assert "It is under way already.\nFollow it with guiche operation watch" in result.out
    with transaction(sessions) as session:
        session.get_one(Operation, operation_id).is_undoing = True
    result = signed_in("operation", "resume", operation_id, "--no-wait")
    assert (result.code, "being taken back" in result.err) == (2, True)


def test_what_was_taken_back_has_not_succeeded(create, signed_in, sessions):
    operation_id = create("--no-wait", "--json").json["operation"]["id"]
    with transaction(sessions) as session:
        operation = session.get_one(Operation, operation_id)
        operation.state, operation.is_undoing = "undone", True
    result = signed_in("operation", "watch", operation_id)
    assert (result.code, "The operation ended undone." in result.err) == (1, True)


def test_inventory(signed_in, services):
    with transaction(services.sessions) as session:
        session.add(PlatformFact(name="inventory", value={"orphans": []}))
    assert signed_in("inventory", "--json").json["orphans"] == []
    assert "orphans" in signed_in("inventory").out


class TestElsewhere:
    @pytest.fixture
    def settings(self, settings):
        return replace(settings, offsite=OffsiteSettings("rest:https://elsewhere.example"))

    def test_the_platforms_own_copy(self, signed_in, sessions):
        assert signed_in("backup", "platform").code == 2
        with transaction(sessions) as session:
            note_failed(session, utc_now(), "offsite_full", "no more room")
        assert signed_in("backup", "platform", "--json").json["error"]["code"] == "offsite_full"
        assert "no more room" in signed_in("backup", "platform").out


def test_without_a_place_off_site_there_is_no_copy_of_the_platform(signed_in):
    refused = signed_in("backup", "platform")
    assert refused.code == 2 and "OFFSITE_REPOSITORY" in refused.err


def test_usage_errors_are_2(guiche):
    assert guiche("tenant", "create").code == 2
    assert guiche("nonsense").code == 2


def test_help_is_0(guiche):
    result = guiche("--help")
    assert result.code == 0 and "Exit codes" in result.out


def test_a_copy_begins_with_the_newest_backup_of_a_tenant(
    create, signed_in, services, sessions, add_tenant, actor
):
    source = add_tenant("source")
    assert "has no backup yet" in create("--from-tenant", "source", "--no-wait").err
    operation, _ = services.backups.submit_backup("source", actor)
    with transaction(sessions) as session:
        backup = Backup(
            tenant_id=source.id, operation_id=operation["id"], trigger="manual", database_snapshot="a",
            media_snapshot="b", manifest={}, bytes=1,
        )  # fmt: skip
        session.add(backup)
        session.flush()
        backup_id = backup.id
    assert "not both" in create("--from-tenant", "source", "--from-backup", backup_id, "--no-wait").err
    assert create("--from-tenant", "source", "--no-wait").code == 0
    with transaction(sessions) as session:
        (copy,) = session.query(Operation).filter_by(kind="copy_tenant")
        assert copy.inputs["source"]["backup_id"] == backup_id
