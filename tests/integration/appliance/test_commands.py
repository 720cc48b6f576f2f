import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pytest_httpserver import HTTPServer
from sqlalchemy import select

from appliance.accounts.models import SignIn, User
from appliance.ai.models import AiRequest
from appliance.audit.queries import AuditFilter, list_entries
from appliance.brand import pictures
from appliance.brand.shown import shown_now
from appliance.context import Context
from appliance.conversations.models import Conversation, Message
from appliance.conversations.outbox import queue_text
from appliance.database import transaction, utc_now
from appliance.migrations import HEAD
from bench.programs import environment
from tests.integration.appliance.programs import run

pytestmark = pytest.mark.integration


@pytest.fixture
def environ(context: Context, meta: HTTPServer, tmp_path: Path) -> dict[str, str]:
    whatsapp = replace(context.settings.whatsapp, graph_url=meta.url_for("/graph"))
    return environment(replace(context.settings, whatsapp=whatsapp), tmp_path)


def only(environ: dict[str, str], *prefixes: str) -> dict[str, str]:
    """A job is given no more than it needs."""
    return {name: value for name, value in environ.items() if name.startswith(("PATH", "HOME", *prefixes))}


def test_migrate_needs_the_database_alone(environ: dict[str, str]) -> None:
    done = run("migrate", only(environ, "DATABASE_"))
    assert (done.returncode, json.loads(done.stdout)) == (0, {"result": {"revision": HEAD}})


def test_migrate_says_what_is_missing() -> None:
    failed = run("migrate", {"DATABASE_HOST": "127.0.0.1"})
    error = json.loads(failed.stdout)["error"]
    assert (failed.returncode, error["code"]) == (1, "bad_settings")
    assert error["message"] == "The job's settings are not usable: DATABASE_PASSWORD_FILE is not set"


def test_a_command_that_does_not_exist() -> None:
    assert run("dance", {}).returncode == 2


def test_first_users_are_created_once(context: Context, environ: dict[str, str], tmp_path: Path) -> None:
    users = [
        {"name": "Ana", "email": "ana@acme.example", "password": "correct horse battery", "role": "admin"}
    ]
    (tmp_path / "first_users").write_text(json.dumps(users))
    needed = {**only(environ, "DATABASE_"), "FIRST_USERS_FILE": str(tmp_path / "first_users")}
    outcomes = [json.loads(run("create-users", needed).stdout) for _ in range(2)]
    assert outcomes == [{"result": {"created": 1}}, {"result": {"created": 0}}]
    with context.sessions() as session:
        assert session.scalars(select(User.email)).all() == ["ana@acme.example"]


@pytest.fixture
def set_brand(environ: dict[str, str], tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Runs the job with a document, and one more where given; its last line."""

    def run_with(document: object, more: object = None) -> dict[str, Any]:
        needed = {**only(environ, "DATABASE_"), "MEDIA_DIR": str(tmp_path / "media")}
        for name, content in (("BRAND", document), ("BRAND_FAVICON", more)):
            if content is not None:
                (tmp_path / name).write_text(json.dumps(content))
                needed[f"{name}_FILE"] = str(tmp_path / name)
        outcome: dict[str, Any] = json.loads(run("set-brand", needed).stdout)
        return outcome

    return run_with


def picture(colour: str) -> str:
    content = BytesIO()
    Image.new("RGB", (30, 20), colour).save(content, "PNG")
    return b64encode(content.getvalue()).decode()


def test_the_platform_sets_what_it_names_and_leaves_the_rest(
    context: Context, set_brand: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    document = {"name": " Padaria \n do Zé ", "colour": "#0F6B52", "logo": picture("red")}
    expected = ["name", "colour", "logo", "favicon"]
    assert set_brand(document, {"favicon": picture("blue")}) == {"result": {"changed": expected}}
    assert set_brand(document, {"favicon": picture("blue")}) == {"result": {"changed": []}}
    seen = shown_now(context)
    assert (seen.name, seen.colour, seen.login_text) == ("Padaria do Zé", "#0f6b52", None)
    assert seen.logo != seen.favicon
    assert all(pictures.find(tmp_path / "media", one, "192") for one in (seen.logo, seen.favicon) if one)
    assert set_brand({"name": None, "login_text": "Olá!"}) == {"result": {"changed": ["name", "login_text"]}}
    now = shown_now(context)
    assert (now.name, now.login_text, now.logo) == ("ACME", "Olá!", seen.logo)


def test_the_client_s_audit_says_that_it_was_the_platform(
    context: Context, set_brand: Callable[..., dict[str, Any]]
) -> None:
    for _ in range(2):
        set_brand({"name": "Padaria do Zé"})
    with context.sessions() as session:
        [entry], _more = list_entries(session, AuditFilter(action="brand.changed"), 50, None)
    assert entry["user"] == {"id": None, "name": "Plataforma"}
    assert (entry["before"], entry["after"]) == ({"name": None}, {"name": "Padaria do Zé"})


def test_a_picture_that_cannot_be_drawn_changes_nothing(
    context: Context, set_brand: Callable[..., dict[str, Any]]
) -> None:
    broken = b64encode(b"\x89PNG\r\n\x1a\nbroken").decode()
    error = set_brand({"name": "Padaria do Zé", "logo": broken})["error"]
    assert error["code"] == "unreadable_image"
    assert error["message"].startswith("The logo cannot be used: it is damaged")
    assert shown_now(context).name == "ACME"


def test_connecting_whatsapp_proves_subscribes_and_points_the_webhooks(
    meta: HTTPServer, environ: dict[str, str]
) -> None:
    token = {"Authorization": "Bearer graph-token"}
    number = {"display_phone_number": "+55 11 4004-0001", "verified_name": "ACME", "id": "200300400500600"}
    meta.expect_ordered_request("/graph/v25.0/200300400500600", "GET", headers=token).respond_with_json(
        number
    )
    proof = hmac.new(b"app-secret", b"graph-token", hashlib.sha256).hexdigest()
    meta.expect_ordered_request(
        "/graph/v25.0/200300400500600", "GET", query_string={"fields": "id", "appsecret_proof": proof}
    ).respond_with_json({"id": "200300400500600"})
    subscription = "/graph/v25.0/100200300400500/subscribed_apps"
    meta.expect_ordered_request(subscription, "POST", headers=token).respond_with_json({"success": True})
    override = {
        "override_callback_uri": "http://acme.localhost:8080/webhooks/whatsapp",
        "verify_token": "verify-token",
    }
    meta.expect_ordered_request(
        "/graph/v25.0/200300400500600", "POST", headers=token, json={"webhook_configuration": override}
    ).respond_with_json({"success": True})
    done = run("connect-whatsapp", environ)
    meta.check()
    result = json.loads(done.stdout)["result"]
    assert (done.returncode, result["verified_name"]) == (0, "ACME")


@pytest.mark.parametrize(
    ("meta_code", "status", "code"),
    [(190, 401, "whatsapp_token"), (10, 403, "whatsapp_permission"), (100, 400, "whatsapp_ids")],
)
def test_a_refused_connection_says_what_to_do(
    meta: HTTPServer, environ: dict[str, str], meta_code: int, status: int, code: str
) -> None:
    meta.expect_request("/graph/v25.0/200300400500600").respond_with_json(
        {"error": {"code": meta_code, "message": "No"}}, status=status
    )
    failed = run("connect-whatsapp", environ)
    assert failed.returncode == 1
    error = json.loads(failed.stdout)["error"]
    assert error["code"] == code
    assert error["message"].endswith("Meta says: “No”")
    assert "graph-token" not in failed.stdout + failed.stderr


def test_a_callback_that_meta_cannot_verify(meta: HTTPServer, environ: dict[str, str]) -> None:
    meta.expect_request("/graph/v25.0/200300400500600", "GET").respond_with_json({"id": "1"})
    meta.expect_request("/graph/v25.0/100200300400500/subscribed_apps").respond_with_json({"success": True})
    meta.expect_request("/graph/v25.0/200300400500600", "POST").respond_with_json(
        {"error": {"code": 2200, "message": "(#2200) Callback verification failed"}}, status=400
    )
    assert json.loads(run("connect-whatsapp", environ).stdout)["error"]["code"] == "whatsapp_callback"


def test_after_a_restore_nothing_is_sent_twice_and_nobody_stays_signed_in(
    context: Context, environ: dict[str, str], write: Callable[..., int], ana: User
) -> None:
    write("wamid.in")
    with transaction(context.sessions) as session:
        conversation = session.scalars(select(Conversation)).one()
        queued = queue_text(session, conversation, "bot", "Olá")
        inbound = session.scalars(select(Message).where(Message.whatsapp_message_id == "wamid.in")).one()
        later = [
            Message(
                conversation_id=conversation.id,
                sender_type="attendant",
                message_type="text",
                content="Depois",
                status="scheduled",
                scheduled_at=utc_now() + timedelta(hours=hours),
                sent_at=utc_now(),
            )
            for hours in (-1, 1)
        ]
        session.add_all(later)
        sign_in = SignIn(
            user_id=ana.id, session_version=1, cookie_hash="x", expires_at=utc_now() + timedelta(days=1)
        )
        question = AiRequest(
            conversation_id=conversation.id,
            conversation_version=conversation.version,
            message_id=inbound.id,
            deadline_at=utc_now(),
            next_step_at=utc_now(),
        )
        session.add_all([sign_in, question])
    done = run("after-restore", only(environ, "DATABASE_"))
    counts = {"messages": 2, "people": 1, "sign_ins": 1, "questions": 1}
    assert json.loads(done.stdout) == {"result": counts}
    with context.sessions() as session:
        message = session.get_one(Message, queued.id)
        assert message.status == "unknown"
        assert message.error is not None
        assert message.error["kind"] == "restored"
        assert [session.get_one(Message, row.id).status for row in later] == ["unknown", "scheduled"]
        assert session.get_one(User, ana.id).session_version == 2
        assert session.get_one(SignIn, sign_in.id).revoked_at is not None
        assert session.get_one(AiRequest, question.id).state == "failed"


def test_in_a_copy_the_first_users_get_their_new_passwords(
    context: Context, environ: dict[str, str], tmp_path: Path, ana: User
) -> None:
    users = [{"name": "Ana", "email": ana.email, "password": "another horse battery", "role": "admin"}]
    (tmp_path / "first_users").write_text(json.dumps(users))
    needed = {**only(environ, "DATABASE_"), "FIRST_USERS_FILE": str(tmp_path / "first_users")}
    with context.sessions() as session:
        before = session.get_one(User, ana.id).password_hash
    assert json.loads(run("create-users", needed).stdout) == {"result": {"created": 0}}
    with context.sessions() as session:
        assert session.get_one(User, ana.id).password_hash == before
    run("create-users", {**needed, "FIRST_USERS_TAKE_OVER": "yes"})
    with context.sessions() as session:
        taken = session.get_one(User, ana.id)
        assert (taken.password_hash != before, taken.role, taken.is_active) == (True, "admin", True)
