from typing import Any

import pytest

from sandbox.graph.errors import GraphError
from sandbox.graph.outgoing import check_outgoing
from tests.unit.sandbox.doubles import Sandbox, error_of

BASE = {"messaging_product": "whatsapp", "to": "+5511987650101"}
BUTTONS = {
    "type": "button",
    "body": {"text": "Confirma?"},
    "action": {"buttons": [{"type": "reply", "reply": {"id": "y", "title": "Sim"}}]},
}
LIST = {
    "type": "list",
    "body": {"text": "Escolha"},
    "action": {"button": "Opções", "sections": [{"rows": [{"id": "m", "title": "Mensal"}]}]},
}
CTA = {
    "type": "cta_url",
    "header": {"type": "image", "image": {"id": "9"}},
    "body": {"text": "Veja"},
    "footer": {"text": "Guichê"},
    "action": {"name": "cta_url", "parameters": {"display_text": "Abrir", "url": "https://a.com/x"}},
}
LOCATION_REQUEST = {
    "type": "location_request_message",
    "body": {"text": "Onde você está?"},
    "action": {"name": "send_location"},
}
FLOW = {
    "type": "flow",
    "body": {"text": "Cadastro"},
    "action": {
        "name": "flow",
        "parameters": {"flow_message_version": "3", "flow_id": "1", "flow_cta": "Ir"},
    },
}


@pytest.mark.parametrize(
    "content",
    [
        {"type": "text", "text": {"body": "x" * 4096, "preview_url": True}},
        {"text": {"body": "the type of a message is text unless it says otherwise"}},
        {"type": "image", "image": {"id": "900", "caption": "x" * 1024}},
        {"type": "document", "document": {"link": "https://example.com/a.pdf", "filename": "a.pdf"}},
        {"type": "location", "location": {"latitude": "-23.5", "longitude": "-46.6"}},
        {"type": "contacts", "contacts": [{"name": {"formatted_name": "Ana"}}]},
        {"type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": ""}},
        {"type": "template", "template": {"name": "hello", "language": {"code": "pt_BR"}}},
        {"type": "interactive", "interactive": BUTTONS},
        {"type": "interactive", "interactive": LIST},
        {"type": "interactive", "interactive": CTA},
        {"type": "interactive", "interactive": LOCATION_REQUEST},
        {"type": "interactive", "interactive": FLOW},
        {"type": "text", "text": {"body": "a"}, "context": {"message_id": "wamid.1"}},
    ],
)
def test_good_messages_pass(content: dict[str, Any]) -> None:
    assert check_outgoing(BASE | content) == content.get("type", "text")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({"messaging_product": "sms"}, 100),
        ({"recipient_type": "group"}, 131009),
        ({"type": "fax"}, 131051),
        ({"type": "text"}, 131008),
        ({"type": "text", "text": {}}, 131008),
        ({"type": "text", "text": {"body": ""}}, 131008),
        ({"type": "text", "text": "Olá"}, 131009),
        ({"type": "text", "text": {"body": 5}}, 131009),
        ({"type": "text", "text": {"body": "x" * 4097}}, 100),
        ({"type": "text", "text": {"body": "a"}, "biz_opaque_callback_data": "x" * 513}, 100),
        ({"type": "text", "text": {"body": "a"}, "context": {}}, 131008),
        ({"type": "text", "text": {"body": "a"}, "context": None}, 131009),
        ({"type": "image", "image": {}}, 131008),
        ({"type": "image", "image": {"id": "1", "link": "https://example.com"}}, 131008),
        ({"type": "image", "image": {"id": "1", "caption": "x" * 1025}}, 100),
        ({"type": "audio", "audio": {"id": "1", "caption": "no"}}, 100),
        ({"type": "location", "location": {"latitude": 1}}, 131008),
        ({"type": "contacts", "contacts": []}, 131009),
        ({"type": "contacts", "contacts": [{"phones": []}]}, 131008),
        ({"type": "contacts", "contacts": [{"name": "Ana"}]}, 131009),
        ({"type": "contacts", "contacts": ["Ana"]}, 131009),
        ({"type": "contacts", "contacts": [{"name": {"formatted_name": "A"}, "birthday": "hoje"}]}, 131009),
        ({"type": "text", "text": {"body": "a", "colour": "red"}}, 100),
        ({"type": "text", "text": {"body": "a"}, "image": {"id": "1"}}, 100),
        ({"type": "location", "location": {"latitude": "91", "longitude": "0"}}, 131009),
        ({"type": "image", "image": {"link": "ftp://a"}}, 131009),
        ({"type": "sticker", "sticker": {"id": "1", "caption": "no"}}, 100),
        ({"type": "interactive", "interactive": BUTTONS | {"action": {"buttons": ["Sim"]}}}, 131009),
        ({"type": "interactive", "interactive": BUTTONS | {"action": {"buttons": [{}]}}}, 131008),
        ({"type": "interactive", "interactive": LIST | {"action": {"button": "a", "sections": [5]}}}, 131009),
        (
            {"type": "interactive", "interactive": LIST | {"action": {"button": "a", "sections": [{}]}}},
            131008,
        ),
        ({"type": "reaction", "reaction": {"emoji": "👍"}}, 131008),
        (
            {
                "type": "reaction",
                "reaction": {"message_id": "1", "emoji": "👍"},
                "context": {"message_id": "1"},
            },
            100,
        ),
        ({"type": "template", "template": {"name": "hello", "language": {}}}, 131008),
        ({"type": "interactive", "interactive": {"type": "dance"}}, 131009),
        ({"type": "interactive", "interactive": CTA | {"header": {"type": "audio"}}}, 131009),
        ({"type": "interactive", "interactive": LIST | {"header": CTA["header"]}}, 131009),
        ({"type": "interactive", "interactive": LOCATION_REQUEST | {"footer": {"text": "a"}}}, 100),
        ({"type": "interactive", "interactive": LOCATION_REQUEST | {"header": CTA["header"]}}, 100),
        ({"type": "interactive", "interactive": FLOW | {"action": {"name": "flow"}}}, 131008),
        ({"type": "interactive", "interactive": {"type": "button"}}, 131008),
        ({"type": "interactive", "interactive": BUTTONS | {"action": {"buttons": []}}}, 131009),
        ({"type": "interactive", "interactive": BUTTONS | {"body": {"text": "x" * 1025}}}, 131009),
        ({"type": "interactive", "interactive": BUTTONS | {"footer": {"text": "x" * 61}}}, 131009),
        ({"type": "interactive", "interactive": LIST | {"action": {"button": "x" * 21}}}, 131008),
    ],
)
def test_bad_messages_get_metas_code(content: dict[str, Any], code: int) -> None:
    with pytest.raises(GraphError) as caught:
        check_outgoing(BASE | content)
    assert (caught.value.status, caught.value.body["code"]) == (400, code)


def test_a_button_title_has_twenty_characters_and_an_id_of_its_own() -> None:
    long = {"reply": {"id": "a", "title": "x" * 21}}
    twin = {"reply": {"id": "a", "title": "Sim"}}
    for buttons in ([long], [twin, twin]):
        with pytest.raises(GraphError):
            check_outgoing(
                BASE | {"type": "interactive", "interactive": BUTTONS | {"action": {"buttons": buttons}}}
            )


def test_a_list_has_ten_rows_in_all() -> None:
    rows = [{"id": str(n), "title": "Linha"} for n in range(6)]
    sections = [{"title": "A", "rows": rows}, {"title": "B", "rows": rows}]
    action = {"button": "Ver", "sections": sections}
    with pytest.raises(GraphError):
        check_outgoing(BASE | {"type": "interactive", "interactive": LIST | {"action": action}})


def test_a_body_that_is_no_object(sandbox: Sandbox) -> None:
    headers = {"Authorization": f"Bearer {sandbox.token}", "Content-Type": "application/json"}
    answer = sandbox.client.post(f"/graph/v25.0/{sandbox.number}/messages", data="[]", headers=headers)
    assert error_of(answer) == (400, 100)
