"""What is composed here, the simulator takes: it checks each key as Meta's own description has it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.composing.compose import compose
from appliance.composing.drafts import Draft
from appliance.composing.emoji import is_emoji
from appliance.contacts.models import Contact
from appliance.conversations.models import Message
from appliance.errors import InvalidInput
from appliance.whatsapp.bodies import body_of
from sandbox.graph.outgoing import check_outgoing


def words(longest: int) -> st.SearchStrategy[str]:
    """Mostly fitting, at the edge more often than chance would have it."""
    letters = st.characters(codec="utf-8")
    return st.one_of(
        st.text(letters, max_size=longest + 2),
        st.sampled_from([longest, longest + 1]).map(lambda length: "x" * length),
    )


def optional(longest: int) -> st.SearchStrategy[str | None]:
    return st.none() | words(longest)


def several(one: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[list[Any]]:
    return st.lists(one, max_size=most + 1)


BUTTON = st.fixed_dictionaries({"id": optional(256), "title": words(20)})
ROW = st.fixed_dictionaries({"id": optional(200), "title": words(24), "description": optional(72)})
SECTION = st.fixed_dictionaries({"title": optional(24), "rows": several(ROW, 4)})
HEADER = st.none() | st.fixed_dictionaries({"text": optional(60)})
INTERACTIVE = st.one_of(
    st.fixed_dictionaries({"kind": st.just("buttons"), "buttons": several(BUTTON, 3), "header": HEADER}),
    st.fixed_dictionaries(
        {"kind": st.just("list"), "button": words(20), "sections": several(SECTION, 3), "header": HEADER}
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("cta_url"),
            "display_text": words(20),
            "url": st.text(max_size=30).map(lambda path: f"https://exemplo.com.br/{path}"),
            "footer": optional(60),
        }
    ),
    st.just({"kind": "location_request"}),
)
DRAFT = st.one_of(
    st.builds(Draft, st.just("text"), words(4096)),
    st.builds(
        Draft,
        st.just("location"),
        location=st.fixed_dictionaries(
            {
                "latitude": st.floats(-91, 91),
                "longitude": st.floats(-181, 181),
                "name": optional(256),
                "address": optional(1000),
            }
        ),
    ),
    st.builds(Draft, st.just("interactive"), words(1024), interactive=INTERACTIVE),
)


@given(DRAFT)
def test_whatever_is_let_through(draft: Draft) -> None:
    try:
        composed = compose(Session(), User(id=1), Contact(id=1), draft)
    except InvalidInput as refusal:
        assert refusal.message.endswith((".", "?")) or refusal.code.startswith("invalid_")
        assert refusal.details["field"]
        return
    message = Message(
        id=1,
        attempts=1,
        message_type=composed.message_type,
        content=composed.content,
        outgoing=composed.outgoing,
    )
    body = body_of(message, Contact(wa_id="5511987650001"))
    assert check_outgoing(body) == draft.message_type


@given(st.text(max_size=4))
def test_every_emoji_that_is_let_through(text: str) -> None:
    if is_emoji(text):
        part = {"message_id": "wamid.in", "emoji": text}
        body = {"messaging_product": "whatsapp", "to": "+5511987650001", "type": "reaction", "reaction": part}
        assert check_outgoing(body) == "reaction"
