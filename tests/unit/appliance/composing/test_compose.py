"""The way from a request's JSON to what is stored: whatever comes in, it is taken or refused in words."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError
from sqlalchemy.orm import Session

from appliance.accounts.models import User
from appliance.composing.compose import MESSAGE_TYPES, compose
from appliance.composing.drafts import Composed, Draft
from appliance.contacts.models import Contact
from appliance.conversations.message_schemas import NewMessageSchema
from appliance.errors import InvalidInput

WITHOUT_DATABASE = ("text", "location", "interactive")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["kind", "buttons", "title", "rows", "sections", "text", "url", "latitude", "id"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


def made(draft: Draft) -> Composed:
    return compose(Session(), User(id=1), Contact(id=1), draft)


@given(
    st.fixed_dictionaries(
        {"conversation_id": st.just(1), "message_type": st.sampled_from(WITHOUT_DATABASE)},
        optional={name: JSON for name in ("content", "location", "interactive", "contacts", "lane")},
    )
)
def test_any_request_is_taken_or_refused(body: dict[str, Any]) -> None:
    try:
        loaded = NewMessageSchema().load(body)
        composed = made(Draft(**{field.name: loaded[field.name] for field in fields(Draft)}))
    except ValidationError:
        return
    except InvalidInput as refusal:
        assert refusal.details["field"]
        return
    assert composed.message_type == body["message_type"]
    assert composed.content.strip()


@pytest.mark.parametrize("kind", ["reaction", "fax", ""])
def test_a_kind_that_is_not_to_be_sent(kind: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        made(Draft(kind, "x"))
    assert (refusal.value.code, refusal.value.details) == ("invalid_type", {"field": "message_type"})


PARTS: dict[str, Any] = {
    "media_id": 1,
    "location": {"latitude": 1.0, "longitude": 2.0},
    "contacts": [{"name": "Ana"}],
    "interactive": {"kind": "buttons"},
    "template": {"template_id": 1},
}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_another_kind_is_refused(part: str) -> None:
    with pytest.raises(InvalidInput, match="Isto não cabe") as refusal:
        made(Draft("text", "Oi", **{part: PARTS[part]}))
    assert (refusal.value.code, refusal.value.details) == ("not_possible", {"field": part})


@pytest.mark.parametrize("kind", MESSAGE_TYPES)
def test_half_a_character_is_refused_in_every_kind(kind: str) -> None:
    with pytest.raises(InvalidInput, match="quebrado"):
        made(Draft(kind, "\ud83c"))
