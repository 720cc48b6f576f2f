"""Against the sandbox, which keeps Meta's rules: a template from its making to its end, webhooks included."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from pytest_httpserver import HTTPServer

from appliance.accounts.models import User
from appliance.app import create_app
from appliance.context import Context
from appliance.database import transaction
from appliance.media.models import Media
from appliance.templates.filling import fill
from appliance.templates.queries import get_template
from tests.integration.appliance.templates.conftest import Api
from tests.integration.sandbox.process import (
    APP_SECRET,
    CUSTOMER,
    NUMBER,
    TOKEN,
    SandboxProcess,
    running_sandbox,
    wait_until,
)
from tests.integration.sandbox.tenant import CALLBACK, Tenant

pytestmark = pytest.mark.integration

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
BODY = {
    "type": "BODY",
    "text": "O seu pedido {{1}} está pronto para retirada, {{2}}, na nossa loja.",
    "example": {"body_text": [["A-17", "Ana"]]},
}
BUTTONS = {
    "type": "BUTTONS",
    "buttons": [
        {"type": "QUICK_REPLY", "text": "Parar"},
        {
            "type": "URL",
            "text": "Acompanhar",
            "url": "https://acme.example/p/{{1}}",
            "example": ["https://acme.example/p/7"],
        },
    ],
}


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SandboxProcess, Tenant]]:
    """Its app's own callback, where template webhooks go, is the tenant's."""
    with HTTPServer(threaded=True) as server:
        tenant = Tenant(server)
        with running_sandbox(tmp_path_factory.mktemp("sandbox"), server.port) as running:
            running.register()
            running.connect(CALLBACK).raise_for_status()
            token = running.graph("GET", f"debug_token?input_token={TOKEN}").json()["data"]["app_id"]
            headers = {"Authorization": f"Bearer {token}|{APP_SECRET}"}
            wanted = {
                "object": "whatsapp_business_account",
                "callback_url": CALLBACK,
                "verify_token": "verify-me",
            }
            running.call(
                "POST", f"/graph/v25.0/{token}/subscriptions", wanted, headers=headers
            ).raise_for_status()
            yield running, tenant


@pytest.fixture
def context(context: Context, sandbox: tuple[SandboxProcess, Tenant], tmp_path: Path) -> Context:
    whatsapp = replace(context.settings.whatsapp, graph_url=f"{sandbox[0].url}/graph", token=TOKEN)
    return replace(
        context, settings=replace(context.settings, whatsapp=whatsapp, media_dir=tmp_path / "media")
    )


@pytest.fixture
def hear(sandbox: tuple[SandboxProcess, Tenant], deliver: Callable[..., int]) -> Callable[..., None]:
    """Waits for a webhook that says all this, and works through everything that came until then."""

    def run(**said: Any) -> None:
        def found() -> bool:
            changes = [change for body in sandbox[1].bodies for change in body["entry"][0]["changes"]]
            return any(said.items() <= change["value"].items() for change in changes)

        wait_until(found)
        while sandbox[1].bodies:
            deliver(document=sandbox[1].bodies.pop(0))

    return run


def state(api: Api, template_id: int) -> Any:
    return api("GET", f"/{template_id}")


def wanted(name: str, *parts: Any) -> dict[str, Any]:
    return {"name": name, "language": "pt_BR", "category": "UTILITY", "components": list(parts) or [BODY]}


def test_a_life(api: Api, sandbox: tuple[SandboxProcess, Tenant], hear: Callable[..., None]) -> None:
    made = api("POST", body=wanted("pedido_pronto", BODY, BUTTONS), expect=201)
    assert made["status"] == "PENDING"
    hear(event="APPROVED", message_template_name="pedido_pronto")
    approved = state(api, made["id"])
    assert approved["sendable"] and approved["category_change"] is None

    admin = f"/sandbox/templates/{made['whatsapp_template_id']}"
    sandbox[0].call("POST", f"{admin}/quality", {"quality": "RED"}).raise_for_status()
    hear(new_quality_score="RED")
    sandbox[0].call("POST", f"{admin}/status", {"status": "PAUSED"}).raise_for_status()
    hear(event="PAUSED")
    paused = state(api, made["id"])
    assert (paused["status"], paused["quality"], paused["sendable"]) == ("PAUSED", "RED", False)
    assert paused["rejection"]["reason"] == "FIRST_PAUSE"

    changed = api("PATCH", f"/{made['id']}", {"components": [BODY]})
    assert (changed["status"], len(changed["components"])) == ("PENDING", 1)
    hear(event="APPROVED")
    assert state(api, made["id"])["status"] == "APPROVED"

    [gone] = api("DELETE", f"/{made['id']}")["data"]
    assert gone["status"] == "DELETED"
    hear(event="DELETED")
    assert state(api, made["id"])["status"] == "DELETED"
    error = api("POST", body=wanted("pedido_pronto"), expect=409)["error"]
    assert error["code"] == "name_blocked"


def test_refused_with_words(api: Api, hear: Callable[..., None]) -> None:
    made = api("POST", body=wanted("reject_this"), expect=201)
    hear(event="REJECTED")
    refused = state(api, made["id"])
    assert refused["status"] == "REJECTED"
    assert set(refused["rejection"]) == {"reason", "details", "recommendation"}
    crowded = {**BODY, "text": "Oi {{1}} e {{2}}!"}
    error = api("POST", body=wanted("crowded", crowded), expect=422)["error"]
    assert (error["code"], error["details"]["meta_subcode"]) == ("invalid_variables", 2388293)


def test_a_header_with_a_picture(context: Context, api: Api, clara: User, hear: Callable[..., None]) -> None:
    folder = context.settings.media_dir / "files"
    folder.mkdir(parents=True)
    (folder / "1").write_bytes(PIXEL)
    with transaction(context.sessions) as session:
        media = Media(
            kind="image",
            state="stored",
            content_type="image/png",
            path="files/1",
            size=len(PIXEL),
            uploaded_by_id=clara.id,
        )
        session.add(media)
    header = {"type": "HEADER", "format": "IMAGE", "media_id": media.id}
    made = api("POST", body=wanted("com_foto", header, BODY), expect=201)
    hear(event="APPROVED", message_template_name="com_foto")
    assert state(api, made["id"])["variables"][0] == {"component": "header", "format": "IMAGE"}


def test_all_fetched_and_what_was_deleted_elsewhere_is_gone(
    api: Api, sandbox: tuple[SandboxProcess, Tenant], hear: Callable[..., None]
) -> None:
    for number in range(3):
        api("POST", body=wanted(f"um_de_varios_{number}"), expect=201)
    hear(event="APPROVED", message_template_name="um_de_varios_2")
    sandbox[0].graph("DELETE", "100200300400500/message_templates?name=um_de_varios_1").raise_for_status()
    # what was approved in this very second is not taken for deleted in it
    wait_until(lambda: api("POST", "/sync")["deleted"] == 1)
    names = [one["name"] for one in api("GET", "?q=um_de_varios")["data"]]
    assert names == ["um_de_varios_0", "um_de_varios_2"]


@pytest.mark.parametrize(
    ("name", "parts", "more", "values"),
    [
        ("sem_campos", [{"type": "BODY", "text": "Bom dia!"}], {}, {}),
        ("com_botoes", [BODY, BUTTONS], {}, {"body": ["A-17", "Ana"], "buttons": {"1": "A-17", "0": "PARE"}}),
        (
            "com_nomes",
            [
                {
                    "type": "BODY",
                    "text": "Olá, {{nome}}, o seu pedido {{pedido}} está pronto para retirada.",
                    "example": {
                        "body_text_named_params": [
                            {"param_name": "nome", "example": "Ana"},
                            {"param_name": "pedido", "example": "7"},
                        ]
                    },
                }
            ],
            {"parameter_format": "NAMED"},
            {"body": {"pedido": "7", "nome": "Ana"}},
        ),
        (
            "com_lugar",
            [{"type": "HEADER", "format": "LOCATION"}, {"type": "BODY", "text": "Estamos aqui."}],
            {},
            {
                "header": {
                    "location": {
                        "latitude": "-23.5",
                        "longitude": "-46.6",
                        "name": "Loja",
                        "address": "Rua 1",
                    }
                }
            },
        ),
        (
            "com_codigo",
            [
                {"type": "BODY", "text": "Seu desconto chegou."},
                {"type": "BUTTONS", "buttons": [{"type": "COPY_CODE", "example": "NATAL10"}]},
            ],
            {"category": "MARKETING"},
            {"buttons": {"0": "NATAL10"}},
        ),
        (
            "senha",
            [
                {"type": "BODY", "add_security_recommendation": True},
                {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]},
            ],
            {"category": "AUTHENTICATION"},
            {"body": ["123456"]},
        ),
    ],
)
def test_what_is_filled_in_meta_takes(
    context: Context,
    api: Api,
    sandbox: tuple[SandboxProcess, Tenant],
    hear: Callable[..., None],
    name: str,
    parts: Any,
    more: Any,
    values: Any,
) -> None:
    made = api("POST", body=wanted(name, *parts) | more, expect=201)
    hear(event="APPROVED", message_template_name=name)
    api("POST", "/sync")
    with context.sessions() as session:
        filled = fill(get_template(session, made["id"]), values)
    body = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": f"+{CUSTOMER}"}
    answer = sandbox[0].graph("POST", f"{NUMBER}/messages", body | filled.outgoing)
    assert answer.status_code == 200, answer.text


def test_the_app_may_be_made(context: Context, client: FlaskClient) -> None:
    """The same application that the web process serves describes all of it."""
    document = create_app(context).test_client().get("/api/v1/openapi.json").get_json()
    assert {path for path in document["paths"] if "templates" in path} == {
        "/api/v1/templates",
        "/api/v1/templates/limits",
        "/api/v1/templates/sync",
        "/api/v1/templates/{template_id}",
        "/api/v1/templates/{template_id}/preview",
    }
