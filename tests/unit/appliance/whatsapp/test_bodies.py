from typing import Any

import pytest

from appliance.contacts.models import Contact
from appliance.conversations.models import Message
from appliance.whatsapp.bodies import body_of, files_of
from appliance.whatsapp.quoting import Quoted

ANA = Contact(wa_id="553187650001", bsuid="BR.77")


def message(**values: Any) -> Message:
    return Message(**{"id": 7, "attempts": 2, "message_type": "text", "content": "Olá", **values})


def test_a_text_is_made_of_the_content() -> None:
    assert body_of(message(), ANA) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+553187650001",
        "type": "text",
        "text": {"body": "Olá", "preview_url": False},
        "biz_opaque_callback_data": "m7.2",
    }


def test_who_has_no_number_is_reached_by_bsuid() -> None:
    body = body_of(message(), Contact(wa_id=None, bsuid="BR.77"))
    assert ("to" in body, body["recipient"]) == (False, "BR.77")


def test_anything_else_is_sent_as_it_was_composed() -> None:
    outgoing = {"type": "location", "location": {"latitude": "-23.5", "longitude": "-46.6"}}
    body = body_of(message(message_type="location", outgoing=outgoing), ANA)
    assert (body["type"], body["location"]) == ("location", outgoing["location"])
    assert "text" not in body


def test_metas_id_takes_the_place_of_ours_wherever_a_file_is_named() -> None:
    header = {"type": "header", "parameters": [{"type": "image", "image": {"id": {"guiche_media": 5}}}]}
    outgoing = {"type": "template", "template": {"name": "x", "components": [header]}}
    body = body_of(message(message_type="template", outgoing=outgoing), ANA, None, {5: "900"})
    [component] = body["template"]["components"]
    assert component["parameters"] == [{"type": "image", "image": {"id": "900"}}]
    assert outgoing["template"]["components"] == [header]  # the row keeps ours


def test_a_file_meta_does_not_have_is_never_left_out_silently() -> None:
    outgoing = {"type": "image", "image": {"id": {"guiche_media": 5}}}
    with pytest.raises(LookupError):
        body_of(message(outgoing=outgoing), ANA)


@pytest.mark.parametrize(
    ("outgoing", "files"),
    [
        (None, set()),
        ({"type": "text", "text": {"body": "x"}}, set()),
        ({"type": "image", "image": {"id": {"guiche_media": 5}, "caption": "x"}}, {5}),
        ({"a": [{"id": {"guiche_media": 1}}, {"b": {"id": {"guiche_media": 2}}}]}, {1, 2}),
    ],
)
def test_the_files_a_message_names(outgoing: Any, files: set[int]) -> None:
    assert files_of(outgoing) == files


def test_a_reply_quotes_and_a_reaction_does_not() -> None:
    assert body_of(message(), ANA, Quoted("wamid.in"))["context"] == {"message_id": "wamid.in"}
    reaction = message(
        message_type="reaction", outgoing={"type": "reaction", "reaction": {"message_id": "wamid.in"}}
    )
    assert "context" not in body_of(reaction, ANA, Quoted("wamid.in"))


@pytest.mark.parametrize(
    ("quoted", "address"),
    [
        (Quoted("wamid.in"), {"to": "+553187650001"}),
        (Quoted("wamid.in", wa_id="5521976540002", bsuid="BR.2"), {"to": "+5521976540002"}),
        (Quoted("wamid.in", bsuid="BR.2"), {"recipient": "BR.2"}),
    ],
)
def test_it_goes_to_the_chat_of_what_it_quotes(quoted: Quoted, address: dict[str, str]) -> None:
    body = body_of(message(), ANA, quoted)
    assert {name: body[name] for name in ("to", "recipient") if name in body} == address
