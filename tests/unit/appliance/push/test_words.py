"""What a screen that may be locked shows."""

from typing import Any

import pytest

from appliance.brand.shown import Shown
from appliance.contacts.models import Contact
from appliance.conversations.models import Conversation, Message
from appliance.database import utc_now
from appliance.push import choices
from appliance.push.browsers import TEST
from appliance.push.words import _WORDS, PREVIEW, Said, payload

BRAND = Shown("ACME")
MARIA = Conversation(id=40, contact=Contact(id=9, name="Maria Lima"))


def said(shows: str, event: str = "message", locale: str = "pt-BR", **message: Any) -> dict[str, Any]:
    wrote = Message(id=1, message_type="text", **{"content": "Meu exame\ndeu  positivo?", **message})
    return payload(Said(event, shows, locale, MARIA, wrote), BRAND)


def test_at_first_nothing_of_the_customer_leaves() -> None:
    shown = said(choices.at_first()["push_shows"])
    assert shown == {
        "event": "message",
        "conversation_id": 40,
        "title": "Nova mensagem de cliente",
        "body": "ACME",
        "icon": "/apple-touch-icon.png",
        "tag": "conversation-40",
    }


def test_the_name_and_the_text_are_shown_to_whoever_chose_so() -> None:
    named, read = said(choices.NAME), said(choices.TEXT)
    assert (named["title"], named["body"]) == ("Maria Lima", "Nova mensagem de cliente")
    assert (read["title"], read["body"]) == ("Maria Lima", "Meu exame deu positivo?")


def test_a_long_text_is_cut() -> None:
    body = said(choices.TEXT, content="a" * 500)["body"]
    assert len(body) == PREVIEW
    assert body.endswith("a…")


def test_letters_stand_in_the_order_they_are_written() -> None:
    assert said(choices.TEXT, content="veja \u202ecod.exe")["body"] == "veja cod.exe"


def test_what_has_no_text_or_was_taken_back_shows_none() -> None:
    assert said(choices.TEXT, content=None)["body"] == "Nova mensagem de cliente"
    assert said(choices.TEXT, revoked_at=utc_now())["body"] == "Nova mensagem de cliente"
    assert said(choices.TEXT, event="mention")["body"] == "Mencionaram você em uma nota"


@pytest.mark.parametrize("locale", ["pt-BR", "en", "es"])
def test_every_event_has_words(locale: str) -> None:
    assert set(_WORDS[locale]) == {*choices.EVENTS, TEST}
    assert said(choices.NOTHING, "offer", locale)["title"] == _WORDS[locale]["offer"]


def test_a_language_we_do_not_speak_is_answered_in_portuguese() -> None:
    assert said(choices.NOTHING, locale="fr")["title"] == "Nova mensagem de cliente"


def test_the_clients_own_icon_is_shown() -> None:
    shown = payload(Said(TEST, choices.NOTHING, "pt-BR"), Shown("ACME", logo="abc"))
    assert (shown["icon"], shown["conversation_id"], shown["tag"]) == ("/brand/abc/192.png", None, TEST)
