"""What Meta lists may be of any shape: nothing of it breaks what shows or takes it."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import InvalidInput
from appliance.templates.filling import fill
from appliance.templates.listed import key_of, new_row, take_listed
from appliance.templates.presenting import present_template, preview
from tests.unit.appliance.templates.made import ORDER_READY, template

WORDS = [
    "HEADER",
    "BODY",
    "BUTTONS",
    "TEXT",
    "IMAGE",
    "URL",
    "OTP",
    "{{1}}",
    "a {{x}} b",
    "https://a/{{1}}",
    "",
    "1",
]
KEYS = ["type", "format", "text", "example", "buttons", "url", "body_text", "header_text", "param_name"]
LEAVES = st.none() | st.booleans() | st.integers() | st.sampled_from(WORDS)
ODD: Any = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=12,
)
PARTS = st.lists(st.dictionaries(st.sampled_from(KEYS), ODD, max_size=5), max_size=4)


@given(PARTS, st.sampled_from(["UTILITY", "AUTHENTICATION"]), st.sampled_from(["POSITIONAL", "NAMED"]))
def test_odd_components_are_shown(parts: Any, category: str, parameter_format: str) -> None:
    made = template(parts, category=category, parameter_format=parameter_format)
    present_template(made)
    preview(made, {"body": ["a", "b"], "buttons": {"0": "c"}, "header": {"text": "d"}})


@given(PARTS, st.dictionaries(st.sampled_from(["body", "header", "buttons"]), st.just({}) | st.just(["x"])))
def test_odd_components_are_filled_or_refused(parts: Any, values: Any) -> None:
    if isinstance(values.get("header"), list) or isinstance(values.get("buttons"), list):
        return  # the API's schema does not let these through
    try:
        filled = fill(template(parts), values)
    except InvalidInput:
        return
    assert filled.outgoing["type"] == "template"


@given(st.dictionaries(st.sampled_from([*ORDER_READY[0], "id", "status", "category", "quality_score"]), ODD))
def test_odd_listings_are_taken(listed: Any) -> None:
    key_of(listed)
    take_listed(new_row(("oi", "pt_BR")), listed, 5)
