"""What customers do beyond plain messages: every row of Meta's page on inbound messages."""

import base64
import json
from typing import Any

import pytest

from sandbox.customers.pictures import png
from tests.unit.sandbox.customers.test_writing import inbound
from tests.unit.sandbox.doubles import Json, Sandbox


def refused(sandbox: Sandbox, **wanted: Any) -> int:
    body = {"phone_number_id": sandbox.number, "wa_id": sandbox.customer, "text": "Oi"}
    return sandbox.client.post("/sandbox/inbound", json=body | wanted).status_code


def test_a_form_comes_as_json_in_json(sandbox: Sandbox) -> None:
    sandbox.write(type="interactive", reply={"type": "nfm_reply", "fields": {"cep": "01310-100"}})
    reply = inbound(sandbox)["interactive"]["nfm_reply"]
    assert reply["name"] == "flow"
    assert json.loads(reply["response_json"])["cep"] == "01310-100"


def test_a_call_permission(sandbox: Sandbox) -> None:
    sandbox.write(type="interactive", reply={"type": "call_permission_reply", "response": "reject"})
    assert inbound(sandbox)["interactive"]["call_permission_reply"]["response"] == "reject"


def test_an_order_has_products(sandbox: Sandbox) -> None:
    sandbox.write(type="order", text="Sem açúcar")
    order = inbound(sandbox)["order"]
    assert (len(order["product_items"]), order["text"]) == (2, "Sem açúcar")


def test_a_type_without_an_object(sandbox: Sandbox) -> None:
    sandbox.write(type="request_welcome")
    assert "request_welcome" not in inbound(sandbox)


def test_a_file_of_the_customers_own(sandbox: Sandbox) -> None:
    file = {"base64": base64.b64encode(b"abc").decode(), "mime_type": "text/plain", "filename": "a.txt"}
    sandbox.write(type="document", file=file, caption="Veja")
    document = inbound(sandbox)["document"]
    assert (document["filename"], document["caption"]) == ("a.txt", "Veja")
    assert sandbox.client.get(f"/media/{document['id']}").data == b"abc"
    assert refused(sandbox, type="document", file={"base64": "*", "mime_type": "text/plain"}) == 422
    assert refused(sandbox, type="document", file={"base64": "YQ=="}) == 422


def test_an_uploaded_file(sandbox: Sandbox) -> None:
    path = f"/sandbox/media?phone_number_id={sandbox.number}&filename=a.png"
    headers = {"X-Sandbox": "1", "Content-Type": "image/png"}
    assert sandbox.client.post(path, data=png(1), headers={"Content-Type": "image/png"}).status_code == 422
    assert sandbox.client.post(path, data=b"", headers=headers).status_code == 422
    media_id = sandbox.client.post(path, data=png(1), headers=headers).get_json()["media_id"]
    sandbox.write(type="image", media_id=media_id)
    assert inbound(sandbox)["image"]["id"] == media_id
    assert sandbox.client.delete(f"/sandbox/media/{media_id}").status_code == 200
    assert refused(sandbox, type="image", media_id=media_id) == 404


def test_pictures_are_made_on_the_spot(sandbox: Sandbox) -> None:
    sandbox.write(type="image", generate=7)
    got = sandbox.client.get(f"/media/{inbound(sandbox)['image']['id']}")
    assert got.mimetype == "image/png"
    assert got.data == png(7)
    assert png(7).startswith(b"\x89PNG")
    assert png(7) != png(8)


@pytest.mark.parametrize(
    ("wanted", "context"),
    [
        ({"frequently_forwarded": True}, {"frequently_forwarded": True}),
        (
            {"referred_product": {"catalog_id": "1", "product_retailer_id": "2"}},
            {"referred_product": {"catalog_id": "1", "product_retailer_id": "2"}},
        ),
    ],
)
def test_context(sandbox: Sandbox, wanted: Json, context: Json) -> None:
    sandbox.write(**wanted)
    assert inbound(sandbox)["context"] == context


def test_siblings_of_a_message(sandbox: Sandbox) -> None:
    sandbox.write(group_id="G1", timestamp=1_789_000_000)
    assert (inbound(sandbox)["group_id"], inbound(sandbox)["timestamp"]) == ("G1", "1789000000")
    sandbox.write(type="video", payload={"mime_type": "video/mp4"}, errors=True)
    assert inbound(sandbox)["errors"][0]["code"] == 131052


def test_an_ad_opens_the_free_entry_point_once_it_is_answered(sandbox: Sandbox) -> None:
    sandbox.write(referral=True)
    assert inbound(sandbox)["referral"]["ctwa_clid"]
    sandbox.send()
    sandbox.timeline.run(0.3)
    status = sandbox.tenant.values()[-1]["statuses"][0]
    assert status["pricing"]["type"] == "free_entry_point"
    assert status["conversation"]["origin"]["type"] == "referral_conversion"


def test_an_edit_and_a_revoke_change_the_phone_too(sandbox: Sandbox) -> None:
    message = sandbox.write()
    sandbox.write(type="edit", message_id=message["wamid"], text="Olá")
    assert inbound(sandbox)["edit"] == {
        "original_message_id": message["wamid"],
        "message": {"type": "text", "text": {"body": "Olá"}},
    }
    sandbox.write(type="revoke", message_id=message["wamid"])
    assert inbound(sandbox)["revoke"] == {"original_message_id": message["wamid"]}
    (shown,) = sandbox.chat()
    assert (shown["text"], shown["is_edited"], shown["is_revoked"]) == ("Olá", True, True)


def test_only_own_messages_can_be_changed(sandbox: Sandbox) -> None:
    theirs = sandbox.send().get_json()["messages"][0]["id"]
    assert refused(sandbox, type="revoke", message_id=theirs) == 422
    assert refused(sandbox, type="edit", message_id=sandbox.write()["wamid"], text="") == 422


def test_an_edited_caption(sandbox: Sandbox) -> None:
    message = sandbox.write(type="image", caption="Antes")
    sandbox.write(type="edit", message_id=message["wamid"], text="Depois")
    assert inbound(sandbox)["edit"]["message"]["image"]["caption"] == "Depois"


def test_a_new_number_takes_the_chat_along(sandbox: Sandbox) -> None:
    sandbox.write()
    before = inbound(sandbox)["from_user_id"]
    sandbox.write(type="system", new_wa_id="5511900000009")
    system = inbound(sandbox)["system"]
    assert inbound(sandbox)["from"] == sandbox.customer
    assert (system["type"], system["wa_id"]) == ("user_changed_number", "5511900000009")
    assert system["previous_user_id"] == before != system["user_id"]
    assert "contacts" not in sandbox.tenant.values()[-1]
    assert len(sandbox.chat("5511900000009")) == 1
    assert refused(sandbox, type="system", wa_id="5511900000009", new_wa_id="553198760202") == 422


def test_other_changes_of_identity(sandbox: Sandbox) -> None:
    sandbox.write(type="system", system_type="user_changed_user_id")
    assert inbound(sandbox)["system"]["user_id"] != inbound(sandbox)["system"]["previous_user_id"]
    sandbox.write(type="system", system_type="customer_identity_changed")
    assert inbound(sandbox)["identity"]["hash"]
    assert refused(sandbox, type="system", system_type="user_danced") == 422


def test_whoever_hides_the_number_is_known_by_the_user_id(sandbox: Sandbox) -> None:
    body = {"wa_id": sandbox.customer, "name": "Ana", "username": "@ana", "hides_number": True}
    user_id = sandbox.client.post("/sandbox/customers", json=body).get_json()["user_id"]
    sandbox.write()
    value = sandbox.tenant.values()[-1]
    assert value["contacts"] == [{"profile": {"name": "Ana", "username": "@ana"}, "user_id": user_id}]
    assert "from" not in value["messages"][0]
    text = {"type": "text", "text": {"body": "Oi"}, "messaging_product": "whatsapp"}
    answer = sandbox.graph("POST", f"{sandbox.number}/messages", text | {"recipient": user_id}).get_json()
    assert answer["contacts"] == [{"input": user_id, "user_id": user_id}]
    sandbox.timeline.run(1)
    status = sandbox.tenant.values()[-1]["statuses"][0]
    assert ("recipient_id" in status, status["recipient_user_id"]) == (False, user_id)


def test_what_was_written_long_ago_opens_no_window(sandbox: Sandbox) -> None:
    sandbox.write(timestamp=sandbox.timeline.now() - 25 * 60 * 60)
    sandbox.send()
    sandbox.timeline.run(1)
    assert sandbox.tenant.statuses_told() == ["failed"]
    sandbox.write()
    sandbox.write(timestamp=sandbox.timeline.now() - 25 * 60 * 60)
    sandbox.send()
    sandbox.timeline.run(1)
    assert sandbox.tenant.statuses_told() == ["failed", "sent", "delivered"]


def test_a_file_comes_with_the_address_at_which_its_owner_reaches_graph(sandbox: Sandbox) -> None:
    sandbox.write(type="image")
    image = inbound(sandbox)["image"]
    path = str(image["url"]).removeprefix("http://localhost")
    assert path.startswith(f"/graph/v25.0/download/{image['id']}?e=")
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    assert sandbox.client.get(path, headers=headers).status_code == 200


def test_a_file_as_it_came_before_addresses_did(sandbox: Sandbox) -> None:
    sandbox.write(type="image", url=False)
    assert "url" not in inbound(sandbox)["image"]
