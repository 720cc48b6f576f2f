import base64
import hashlib
from typing import Any

import pytest

from sandbox.webhooks.signing import signature
from tests.unit.sandbox.doubles import Sandbox


def inbound(sandbox: Sandbox) -> dict[str, Any]:
    """The last message that the tenant was told of."""
    return dict(sandbox.tenant.values()[-1]["messages"][0])


def test_a_text_arrives_signed_in_metas_shape(sandbox: Sandbox) -> None:
    message = sandbox.write(text="Olá, tudo bem? 😀")
    (post,) = sandbox.tenant.posts
    body = post.body
    assert isinstance(body, bytes)
    assert body.isascii()
    assert b"Ol\\u00e1, tudo bem? \\ud83d\\ude00" in body
    assert post.headers["X-Hub-Signature-256"] == signature(body, sandbox.app_secret)
    assert sandbox.tenant.bodies() == [
        {
            "object": "whatsapp_business_account",
            "entry": [
                {
                    "id": sandbox.waba,
                    "changes": [
                        {
                            "value": {
                                "messaging_product": "whatsapp",
                                "metadata": {
                                    "display_phone_number": "551140040001",
                                    "phone_number_id": sandbox.number,
                                },
                                "contacts": [
                                    {
                                        "profile": {"name": "Marina Souza"},
                                        "wa_id": sandbox.customer,
                                        "user_id": inbound(sandbox)["from_user_id"],
                                    }
                                ],
                                "messages": [
                                    {
                                        "from": sandbox.customer,
                                        "from_user_id": inbound(sandbox)["from_user_id"],
                                        "id": message["wamid"],
                                        "timestamp": "1790000000",
                                        "type": "text",
                                        "text": {"body": "Olá, tudo bem? 😀"},
                                    }
                                ],
                            },
                            "field": "messages",
                        }
                    ],
                }
            ],
        }
    ]


def test_ticks_of_the_customer_follow_the_tenant(sandbox: Sandbox) -> None:
    sandbox.tenant.statuses = [500]
    sandbox.write()
    assert sandbox.chat()[0]["status"] == "sent"
    sandbox.timeline.run(1)
    assert sandbox.chat()[0]["status"] == "delivered"


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"type": "location"}, {"latitude": -23.561414}),
        (
            {"type": "location", "latitude": 1.5, "longitude": 2, "name": "Aqui"},
            {"latitude": 1.5, "name": "Aqui"},
        ),
        ({"type": "button", "text": "Parar", "button_payload": "STOP"}, {"payload": "STOP", "text": "Parar"}),
        ({"type": "unsupported"}, {"type": "poll_creation"}),
        (
            {"type": "interactive", "reply": {"type": "list_reply", "id": "m", "title": "Mensal"}},
            {"type": "list_reply", "list_reply": {"id": "m", "title": "Mensal"}},
        ),
        ({"type": "order", "payload": {"catalog_id": "1"}}, {"catalog_id": "1"}),
    ],
)
def test_other_types(sandbox: Sandbox, wanted: dict[str, Any], expected: dict[str, Any]) -> None:
    sandbox.write(**wanted)
    assert inbound(sandbox)["type"] == wanted["type"]
    assert inbound(sandbox)[wanted["type"]].items() >= expected.items()


def test_a_contact_card_is_a_list(sandbox: Sandbox) -> None:
    sandbox.write(type="contacts")
    assert inbound(sandbox)["contacts"][0]["name"]["formatted_name"] == "Oficina do Zé"


def test_an_unsupported_type_carries_its_error(sandbox: Sandbox) -> None:
    sandbox.write(type="unsupported")
    assert inbound(sandbox)["errors"][0]["code"] == 131051


def test_a_reaction_taken_back_has_no_emoji(sandbox: Sandbox) -> None:
    message = sandbox.write()
    sandbox.write(type="reaction", message_id=message["wamid"], emoji="👍")
    assert inbound(sandbox)["reaction"] == {"message_id": message["wamid"], "emoji": "👍"}
    sandbox.write(type="reaction", message_id=message["wamid"])
    assert inbound(sandbox)["reaction"] == {"message_id": message["wamid"]}


@pytest.mark.parametrize("kind", ["image", "sticker", "audio", "document"])
def test_media_can_be_downloaded_with_the_token_only(sandbox: Sandbox, kind: str) -> None:
    sandbox.write(type=kind)
    media = inbound(sandbox)[kind]
    node = sandbox.graph("GET", media["id"]).get_json()
    path = node["url"].removeprefix("http://localhost")
    assert sandbox.client.get(path).status_code == 401
    got = sandbox.client.get(path, headers={"Authorization": f"Bearer {sandbox.token}"})
    assert got.status_code == 200
    assert hashlib.sha256(got.data).hexdigest() == node["sha256"]
    assert base64.b64decode(media["sha256"]).hex() == node["sha256"]


def test_a_voice_message_says_so(sandbox: Sandbox) -> None:
    sandbox.write(type="audio")
    assert inbound(sandbox)["audio"]["voice"] is True


def test_a_quoted_reply_names_the_author_of_what_it_quotes(sandbox: Sandbox) -> None:
    own = sandbox.write()
    theirs = sandbox.send().get_json()["messages"][0]["id"]
    sandbox.write(reply_to=theirs)
    assert inbound(sandbox)["context"] == {"from": "551140040001", "id": theirs}
    sandbox.write(reply_to=own["wamid"])
    assert inbound(sandbox)["context"] == {"from": sandbox.customer, "id": own["wamid"]}


def test_a_forwarded_message_says_so(sandbox: Sandbox) -> None:
    sandbox.write(forwarded=True)
    assert inbound(sandbox)["context"] == {"forwarded": True}


def test_somebody_new_becomes_a_customer(sandbox: Sandbox) -> None:
    sandbox.write(wa_id="5511900000001", name="Novo Cliente")
    assert sandbox.tenant.values()[-1]["contacts"][0]["profile"]["name"] == "Novo Cliente"
    assert len(sandbox.chat("5511900000001")) == 1


def test_the_ninth_digit_makes_no_second_customer(sandbox: Sandbox) -> None:
    sandbox.write(wa_id="5531998760202")
    assert inbound(sandbox)["from"] == "553198760202"
    assert len(sandbox.chat("5531998760202")) == 1


@pytest.mark.parametrize(
    "wanted",
    [
        {"text": ""},
        {"text": "x" * 4097},
        {"wa_id": ""},
        {"wa_id": "12"},
        {"type": "dance"},
        {"type": "reaction"},
        {"type": "interactive"},
    ],
)
def test_what_no_phone_could_send_is_refused(sandbox: Sandbox, wanted: dict[str, Any]) -> None:
    body = {"phone_number_id": sandbox.number, "wa_id": sandbox.customer, "type": "text", "text": "Oi"}
    assert sandbox.client.post("/sandbox/inbound", json=body | wanted).status_code == 422
    assert sandbox.chat() == []


@pytest.mark.parametrize("wanted", [{"phone_number_id": "1"}, {"reply_to": "wamid.unknown"}])
def test_what_does_not_exist_is_not_found(sandbox: Sandbox, wanted: dict[str, Any]) -> None:
    body = {"phone_number_id": sandbox.number, "wa_id": sandbox.customer, "text": "Oi"}
    assert sandbox.client.post("/sandbox/inbound", json=body | wanted).status_code == 404
