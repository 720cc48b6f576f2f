"""The client's own looks: who sets them, and who sees them."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.audit.models import AuditEntry
from appliance.brand.palette import palettes
from appliance.brand.shown import shown_now
from appliance.context import Context

pytestmark = pytest.mark.integration

Call = Callable[..., tuple[int, Any]]
URL = "/brand"


@pytest.fixture
def context(context: Context, tmp_path: Path) -> Context:
    return replace(context, settings=replace(context.settings, media_dir=tmp_path))


@pytest.fixture
def upload(client: FlaskClient, bearer: Callable[[User], dict[str, str]], clara: User) -> Callable[..., Any]:
    """Clara sends a picture of a colour; the answer's body."""

    def run(colour: str = "red") -> Any:
        content = BytesIO()
        Image.new("RGB", (30, 20), colour).save(content, "PNG")
        headers = {**bearer(clara), "Content-Type": "image/png"}
        answer = client.post(f"/api/v1{URL}/pictures", data=content.getvalue(), headers=headers)
        assert answer.status_code == 201, answer.text
        return answer.get_json()

    return run


def test_before_anybody_chose_the_tenant_looks_as_it_comes(call: Call, clara: User) -> None:
    found = call(clara, "GET", URL)[1]
    assert found["default_name"] == "ACME"
    assert {key for key, value in found.items() if value is not None} == {"default_name"}


def test_only_who_may_sees_and_changes_it(call: Call, ana: User) -> None:
    for method, path in (("GET", ""), ("PUT", ""), ("GET", "/palette"), ("POST", "/pictures")):
        assert call(ana, method, URL + path, None if method == "GET" else {})[0] == 403


def test_what_is_chosen_is_shown_to_everybody(
    context: Context, call: Call, client: FlaskClient, clara: User, ana: User, upload: Any
) -> None:
    logo = upload()
    body = {"name": "  Padaria \n do Zé ", "colour": "#0F6B52", "logo": logo["id"], "login_text": "Olá!\r\n"}
    status, found = call(clara, "PUT", URL, body)
    assert (status, found["name"], found["colour"]) == (200, "Padaria do Zé", "#0f6b52")
    assert (found["logo"], found["favicon"], found["login_text"]) == (logo, None, "Olá!")
    assert call(clara, "GET", URL)[1] == found
    assert call(ana, "GET", "/auth/me")[1]["tenant"]["name"] == "Padaria do Zé"
    assert client.get("/manifest.webmanifest").get_json()["name"] == "Padaria do Zé"
    style = client.get(found["stylesheet"])
    assert palettes("#0f6b52")["dark"].primary in style.text
    assert "immutable" in style.headers["Cache-Control"]
    with client.get(logo["url"]) as picture:
        assert picture.mimetype == "image/png"
        assert "immutable" in picture.headers["Cache-Control"]
    assert shown_now(context).icon == logo["id"]


def test_all_of_it_can_be_taken_back(call: Call, client: FlaskClient, clara: User, upload: Any) -> None:
    before = call(clara, "GET", URL)[1]
    chosen = {"name": "Zé", "colour": "#0f6b52", "logo": upload()["id"]}
    call(clara, "PUT", URL, chosen)
    assert call(clara, "PUT", URL, dict.fromkeys(chosen))[1] == before
    assert client.get("/brand.css").text == ""


def test_who_changes_one_thing_leaves_what_another_changed_meanwhile(call: Call, clara: User) -> None:
    call(clara, "PUT", URL, {"name": "Padaria"})
    found = call(clara, "PUT", URL, {"colour": "#0f6b52"})[1]
    assert (found["name"], found["colour"]) == ("Padaria", "#0f6b52")


def test_the_style_sheet_of_another_version_is_asked_for_again(client: FlaskClient) -> None:
    assert client.get("/brand.css?v=old").headers["Cache-Control"] == "no-cache"


def test_a_colour_can_be_tried(call: Call, clara: User) -> None:
    themes = call(clara, "GET", f"{URL}/palette?colour=%23ffd400")[1]["themes"]
    assert (themes["light"]["is_corrected"], themes["dark"]["is_corrected"]) == (True, False)
    assert call(clara, "GET", f"{URL}/palette")[1] == {"themes": None}


@pytest.mark.parametrize(
    "change",
    [
        {"colour": "green"},
        {"colour": "#fff"},
        {"colour": "#0f6b52\n"},
        {"name": "x" * 61},
        {"name": "Zé \u202eairadaP"},
        {"login_text": "Bom dia\n\u202e!"},
        {"logo": "../../x"},
        {"logo": "ab" * 16},
    ],
)
def test_what_cannot_be_is_refused(call: Call, clara: User, change: dict[str, str]) -> None:
    assert call(clara, "PUT", URL, change)[0] == 422
    assert call(clara, "GET", URL)[1]["colour"] is None


def test_a_change_is_on_record(context: Context, call: Call, clara: User) -> None:
    for _ in range(2):
        call(clara, "PUT", URL, {"name": "Padaria do Zé"})
    with context.sessions() as session:
        [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "brand.changed"))
    assert (entry.before, entry.after) == ({"name": None}, {"name": "Padaria do Zé"})
    assert entry.user_name == "Clara"


def test_a_picture_that_is_none_is_not_found(client: FlaskClient) -> None:
    assert client.get(f"/brand/{'ab' * 16}/logo.png").status_code == 404
