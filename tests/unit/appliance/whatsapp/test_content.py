from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.whatsapp.content import readable_content

REPLY = {"type": "list_reply", "list_reply": {"id": "m", "title": "Mensal", "description": "R$ 99"}}
FLOW = {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Enviado", "response_json": "{}"}}
CARD = {"name": {"formatted_name": "Ana"}, "phones": [{"phone": "+55 11 98765-0001"}, {}]}


@pytest.mark.parametrize(
    ("kind", "part", "content"),
    [
        ("text", {"body": "Oi!"}, "Oi!"),
        ("image", {"caption": "Olha", "id": "1"}, "Olha"),
        ("image", {"id": "1"}, "[Imagem]"),
        ("video", {"id": "1"}, "[Vídeo]"),
        ("audio", {"id": "1", "voice": True}, "[Áudio]"),
        ("document", {"filename": "nota.pdf"}, "nota.pdf"),
        ("document", {"filename": "nota.pdf", "caption": "A nota"}, "A nota"),
        ("document", {"filename": "recibo\u202efdp.exe"}, "recibo fdp.exe"),
        ("document", {"filename": "\u202e"}, "[Documento]"),
        ("sticker", {"id": "1"}, "[Figurinha]"),
        ("location", {"latitude": -23.55, "longitude": -46.63, "name": "Sé"}, "Sé · -23.55, -46.63"),
        ("location", {}, "[Localização]"),
        ("contacts", [CARD, {}], "Ana +55 11 98765-0001"),
        ("contacts", [{}], "[Contato]"),
        ("reaction", {"message_id": "wamid.1", "emoji": "👍"}, "👍"),
        ("reaction", {"message_id": "wamid.1"}, "[Reação]"),
        ("interactive", {"type": "button_reply", "button_reply": {"id": "y", "title": "Sim"}}, "Sim"),
        ("interactive", REPLY, "Mensal"),
        ("interactive", FLOW, "Enviado"),
        ("interactive", {}, "[Resposta]"),
        ("button", {"payload": "STOP", "text": "Parar"}, "Parar"),
        ("order", {"catalog_id": "1"}, "[Pedido]"),
        ("system", {"body": "Ana mudou de número"}, "Ana mudou de número"),
        ("unsupported", {"type": "poll_creation"}, "[Mensagem que o WhatsApp não entrega a empresas]"),
        ("revoke", {"original_message_id": "wamid.1"}, "[Mensagem apagada]"),
        ("holographic", {"beam": 1}, "[Mensagem do tipo holographic]"),
    ],
)
def test_every_type_can_be_read(kind: str, part: Any, content: str) -> None:
    assert readable_content(kind, {"type": kind, kind: part}) == content


KEYS = st.sampled_from(["body", "name", "phones", "latitude", "title", "button_reply"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=10,
)


@given(st.sampled_from(["text", "image", "location", "contacts", "interactive", "reaction", "x"]), ANYTHING)
def test_whatever_stands_in_a_message_it_can_be_shown(kind: str, part: Any) -> None:
    assert readable_content(kind, {kind: part})
