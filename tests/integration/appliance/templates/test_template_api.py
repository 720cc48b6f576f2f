"""The API: made, changed, deleted, listed, previewed; who may what; every refusal in words."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.app import create_app
from appliance.context import Context
from appliance.database import transaction, utc_now
from appliance.media.models import Media
from appliance.realtime.models import Event
from appliance.templates.models import Template
from tests.integration.appliance.templates.conftest import TEMPLATES, Api, Meta, add, listed
from tests.payloads.whatsapp import WABA_ID

pytestmark = pytest.mark.integration

Json = dict[str, Any]
Rows = Callable[[], dict[str, Template]]
EDGE = f"{WABA_ID}/message_templates"
BODY = {
    "type": "BODY",
    "text": "Pedido {{1}} pronto, {{2}}!",
    "example": {"body_text": [["A-17", "Ana"]]},
}
WANTED = {"name": "pedido_pronto", "language": "pt_BR", "category": "UTILITY", "components": [BODY]}


def test_made(context: Context, api: Api, meta: Meta, clara: User) -> None:
    shown = api("POST", body=WANTED, expect=201)
    assert (shown["status"], shown["whatsapp_template_id"], shown["sendable"]) == ("PENDING", "9001", False)
    assert [variable["index"] for variable in shown["variables"]] == [1, 2]
    assert meta.asked("POST") == [(EDGE, {**WANTED, "parameter_format": "POSITIONAL"})]
    with context.sessions() as session:
        assert session.get_one(Template, shown["id"]).created_by_id == clara.id
        assert [event.kind for event in session.scalars(select(Event))] == ["template.updated"]
    assert api("GET", f"/{shown['id']}") == shown


def test_meta_decides_at_once_and_otherwise(api: Api, meta: Meta) -> None:
    meta.answer = {"id": 9001, "status": "APPROVED", "category": "MARKETING"}
    shown = api("POST", body=WANTED, expect=201)
    assert (shown["status"], shown["category"], shown["sendable"]) == ("APPROVED", "MARKETING", True)


def test_a_name_that_was_deleted_is_the_same_row(context: Context, api: Api, meta: Meta) -> None:
    old = add(context, "pedido_pronto", status="DELETED", quality="RED", said={"status": 2**40, "quality": 5})
    shown = api("POST", body=WANTED, expect=201)
    assert (shown["id"], shown["status"], shown["quality"]) == (old.id, "PENDING", None)


def test_our_rules_come_first(api: Api, meta: Meta) -> None:
    error = api("POST", body={**WANTED, "name": "Pedido Pronto"}, expect=422)["error"]
    assert (error["code"], error["details"]["field"]) == ("invalid_name", "name")
    for change, code in (
        ({"language": "xx"}, "invalid_language"),
        ({"category": "OTHER"}, "invalid_category"),
        ({"parameter_format": "NONE"}, "invalid_parameter_format"),
        ({"components": [{"type": "FOOTER", "text": "Oi"}]}, "missing_body"),
        ({"components": []}, "invalid_input"),
        ({"name": None}, "invalid_input"),
        ({"surprise": 1}, "invalid_input"),
    ):
        assert api("POST", body={**WANTED, **change}, expect=422)["error"]["code"] == code
    assert meta.calls == []


def test_a_name_that_is_taken(context: Context, api: Api, meta: Meta) -> None:
    add(context, "pedido_pronto")
    assert api("POST", body=WANTED, expect=409)["error"]["code"] == "template_exists"
    api("POST", body={**WANTED, "language": "en"}, expect=201)


def test_a_hundred_an_hour(context: Context, api: Api, meta: Meta, clara: User) -> None:
    def made(count: int, created_at: Any) -> None:
        with transaction(context.sessions) as session:
            first = session.query(Template).count()
            session.add_all(
                Template(
                    name=f"t{first + number}",
                    language="pt_BR",
                    category="UTILITY",
                    components=[],
                    status="PENDING",
                    said={},
                    created_by_id=clara.id,
                    created_at=created_at,
                )
                for number in range(count)
            )

    made(99, utc_now() - timedelta(minutes=30))
    made(50, utc_now() - timedelta(minutes=61))
    api("POST", body=WANTED, expect=201)
    error = api("POST", body={**WANTED, "language": "en"}, expect=429)["error"]
    assert error["details"]["limit"] == 100
    assert 1000 < error["details"]["retry_after"] <= 1800


@pytest.mark.parametrize(
    ("subcode", "status", "code"),
    [(2388023, 409, "name_blocked"), (2388019, 409, "too_many"), (2388299, 422, "invalid_variables")],
)
def test_metas_refusals_in_words(
    api: Api, meta: Meta, rows: Rows, subcode: int, status: int, code: str
) -> None:
    meta.refusals = [
        (
            400,
            {"code": 100, "message": "Invalid parameter", "error_subcode": subcode, "error_user_msg": "Não."},
        )
    ]
    error = api("POST", body=WANTED, expect=status)["error"]
    assert (error["code"], error["details"]["reason"]) == (code, "Não.")
    assert rows() == {}


def test_no_answer_is_said_and_the_list_fetched(context: Context, api: Api, meta: Meta) -> None:
    meta.answer = {"success": True}
    assert api("POST", body=WANTED, expect=503)["error"]["code"] == "no_answer"
    assert context.redis.exists("templates:sync-wanted")


def upload(context: Context, user: User, content_type: str = "image/png", state: str = "stored") -> int:
    folder: Path = context.settings.media_dir / "files/000000"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "1").write_bytes(b"picture")
    with transaction(context.sessions) as session:
        media = Media(
            kind="image",
            state=state,
            content_type=content_type,
            path="files/000000/1",
            size=7,
            uploaded_by_id=user.id,
        )
        session.add(media)
    return media.id


def test_the_example_of_a_header(context: Context, api: Api, meta: Meta, clara: User) -> None:
    header = {"type": "HEADER", "format": "IMAGE", "media_id": upload(context, clara)}
    api("POST", body={**WANTED, "components": [header, BODY]}, expect=201)
    sent = meta.asked("POST")[-1][1]
    assert sent["components"][0] == {
        "type": "HEADER",
        "format": "IMAGE",
        "example": {"header_handle": ["4::handle"]},
    }
    assert meta.uploads == [("OAuth graph-token", b"picture")]


@pytest.mark.parametrize(
    ("content_type", "state", "code", "status"),
    [
        ("image/webp", "stored", "unsupported_type", 422),
        ("image/png", "preparing", "media_preparing", 409),
        ("image/png", "failed", "media_not_found", 422),
    ],
)
def test_examples_refused(
    context: Context, api: Api, meta: Meta, clara: User, content_type: str, state: str, code: str, status: int
) -> None:
    header = {"type": "HEADER", "format": "IMAGE", "media_id": upload(context, clara, content_type, state)}
    error = api("POST", body={**WANTED, "components": [header, BODY]}, expect=status)["error"]
    assert error["code"] == code
    assert meta.calls == []


def test_a_file_of_somebody_else_is_no_example(context: Context, api: Api, meta: Meta, bruno: User) -> None:
    header = {"type": "HEADER", "format": "IMAGE", "media_id": upload(context, bruno)}
    error = api("POST", body={**WANTED, "components": [header, BODY]}, expect=422)["error"]
    assert error["code"] == "media_not_found"


def test_changed(context: Context, api: Api, meta: Meta) -> None:
    row = add(context, whatsapp_template_id="1001", status="REJECTED", rejection={"reason": "SCAM"})
    shown = api("PATCH", f"/{row.id}", {"components": [BODY], "category": "MARKETING"})
    assert (shown["status"], shown["rejection"], shown["category"]) == ("PENDING", None, "MARKETING")
    assert shown["components"] == [BODY]
    assert meta.asked("POST") == [("1001", {"category": "MARKETING", "components": [BODY]})]


def test_when_it_may_be_changed(context: Context, api: Api, meta: Meta) -> None:
    row = add(context, whatsapp_template_id="1001")
    error = api("PATCH", f"/{row.id}", {"components": [BODY], "category": "MARKETING"}, 422)["error"]
    assert error["code"] == "category_fixed"
    api("PATCH", f"/{row.id}", {"components": [BODY], "category": "UTILITY"})
    assert meta.asked("POST") == [("1001", {"components": [BODY]})]
    error = api("PATCH", f"/{row.id}", {"components": [BODY]}, 409)["error"]
    assert (error["code"], error["details"]["status"]) == ("template_not_editable", "PENDING")
    assert api("PATCH", "/0", {"components": [BODY]}, 404)["error"]["code"] == "template_not_found"


def test_metas_refusal_of_a_change_comes_with_the_rule(context: Context, api: Api, meta: Meta) -> None:
    row = add(context, whatsapp_template_id="1001")
    meta.refusals = [(400, {"code": 100, "message": "Edited today already"})]
    error = api("PATCH", f"/{row.id}", {"components": [BODY]}, 422)["error"]
    assert error["message"] == (
        "A Meta recusou: “Edited today already”."
        " Um modelo aprovado pode ser editado uma vez a cada 24 horas e dez vezes em 30 dias."
    )


def test_deleted_in_one_language(context: Context, api: Api, meta: Meta, rows: Rows) -> None:
    row = add(context)
    add(context, language="en", whatsapp_template_id="1002")
    shown = api("DELETE", f"/{row.id}")
    assert ([one["id"] for one in shown["data"]], shown["name_blocked_days"]) == ([row.id], 30)
    assert meta.asked("DELETE") == [(EDGE, {"name": "oi", "hsm_id": "1001"})]
    assert {key: one.status for key, one in rows().items()} == {"oi/pt_BR": "DELETED", "oi/en": "APPROVED"}
    assert api("DELETE", f"/{row.id}", expect=409)["error"]["code"] == "template_deleted"


def test_deleted_in_all_languages(context: Context, api: Api, meta: Meta, rows: Rows) -> None:
    row = add(context)
    add(context, language="en", whatsapp_template_id="1002")
    add(context, "oi2", whatsapp_template_id="1003")
    api("DELETE", f"/{row.id}?all_languages=true")
    assert meta.asked("DELETE") == [(EDGE, {"name": "oi"})]
    assert [key for key, one in rows().items() if one.status == "DELETED"] == ["oi/pt_BR", "oi/en"]


def test_what_cannot_be_deleted(context: Context, api: Api, meta: Meta, rows: Rows) -> None:
    row = add(context, status="DISABLED")
    other = add(context, language="en", whatsapp_template_id="1002")
    assert api("DELETE", f"/{row.id}", expect=409)["error"]["code"] == "template_not_deletable"
    assert api("DELETE", f"/{other.id}?all_languages=true", expect=409)["error"]["code"]
    assert meta.calls == []
    meta.refusals = [(500, {"code": 131016, "message": "unavailable"})]
    assert api("DELETE", f"/{other.id}", expect=503)["error"]["code"] == "whatsapp_unavailable"
    assert rows()["oi/en"].status == "APPROVED"
    meta.refusals = [(400, {"code": 100, "message": "not found", "error_subcode": 2593002})]
    api("DELETE", f"/{other.id}")
    assert rows()["oi/en"].status == "DELETED"


def test_listed_by_name_page_by_page(context: Context, api: Api) -> None:
    for number, name in enumerate(("b_pedido", "a_pedido", "c")):
        add(context, name, whatsapp_template_id=str(number))
    add(context, "a_pedido", language="en", whatsapp_template_id="77", category="MARKETING", status="PAUSED")
    add(context, "d", whatsapp_template_id="78", status="DELETED")

    def names(query: str) -> list[str]:
        return [f"{one['name']}/{one['language']}" for one in api("GET", query)["data"]]

    assert names("") == ["a_pedido/en", "a_pedido/pt_BR", "b_pedido/pt_BR", "c/pt_BR"]
    first = api("GET", "?limit=3")
    assert names(f"?limit=3&cursor={first['next_cursor']}") == ["c/pt_BR"]
    assert names("?status=DELETED") == ["d/pt_BR"]
    assert names("?status=APPROVED&q=PEDIDO") == ["a_pedido/pt_BR", "b_pedido/pt_BR"]
    assert names("?q=a+pedido") == ["a_pedido/en", "a_pedido/pt_BR"]
    assert names("?language=en") == names("?category=MARKETING") == ["a_pedido/en"]
    assert api("GET", "?cursor=0", expect=422)["error"]["code"] == "invalid_cursor"
    assert api("GET", "?cursor=x", expect=422)["error"]["code"] == "invalid_cursor"


def test_previewed(context: Context, api: Api) -> None:
    row = add(context, components=[{**BODY}, {"type": "FOOTER", "text": "ACME"}])
    assert api("POST", f"/{row.id}/preview", {"body": ["A-17"], "template_id": row.id}) == {
        "body": "Pedido A-17 pronto, {{2}}!",
        "footer": "ACME",
    }
    assert api("POST", f"/{row.id}/preview", {"body": ["a\tb"]}, 422)["error"]["code"] == "invalid_value"
    assert api("POST", f"/{row.id}/preview", {"body": 5}, 422)["error"]["code"] == "invalid_input"


def test_synced_on_demand(api: Api, meta: Meta) -> None:
    assert api("GET", "/sync")["state"] == "never"
    meta.listed = [listed(name) for name in "abc"]
    done = api("POST", "/sync")
    assert (done["state"], done["read"], done["changed"], done["error"]) == ("done", 3, 3, None)
    assert api("GET", "/sync") == done
    meta.break_after, meta.breaking = 0, (401, {"code": 190, "message": "expired"})
    failed = api("POST", "/sync")
    assert (failed["state"], failed["error"]["code"]) == ("failed", "whatsapp_credentials")


def test_too_many_to_wait_for_go_on_in_the_background(
    context: Context, api: Api, meta: Meta, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appliance.templates.views.SYNC_SECONDS", -1.0)
    assert api("POST", "/sync")["state"] == "running"
    assert context.queues["media"].count == 1


def test_limits(api: Api) -> None:
    assert api("GET", "/limits")["body"] == 1024


def test_who_may(
    context: Context, ana: User, bearer: Callable[[User], dict[str, str]], meta: Meta, client: FlaskClient
) -> None:
    row = add(context)
    asks = create_app(context).test_client()
    for path in ("", f"/{row.id}", "/limits", "/sync"):
        assert asks.get(TEMPLATES + path, headers=bearer(ana)).status_code == 200
        assert client.get(TEMPLATES + path).status_code == 401
    assert asks.post(f"{TEMPLATES}/{row.id}/preview", json={}, headers=bearer(ana)).status_code == 200
    for method, path in (("POST", ""), ("POST", "/sync"), ("PATCH", f"/{row.id}"), ("DELETE", f"/{row.id}")):
        answer = asks.open(TEMPLATES + path, method=method, json={}, headers=bearer(ana))
        assert answer.status_code == 403
    assert meta.calls == []
