"""Meta's refusals in words: what to do, and Meta's own reason beside it."""

import pytest

from appliance.templates.graph import ListingBroken
from appliance.templates.refusals import refusal_of, words_of
from appliance.whatsapp.graph import GraphError, NoAnswer, Unreachable


@pytest.mark.parametrize(
    ("subcode", "status", "code"),
    [
        (2388040, 422, "too_long"),
        (2388047, 422, "invalid_header"),
        (2388072, 422, "invalid_body"),
        (2388073, 422, "invalid_footer"),
        (2388293, 422, "invalid_variables"),
        (2388299, 422, "invalid_variables"),
        (2388019, 409, "too_many"),
        (2388023, 409, "name_blocked"),
        (2388024, 409, "template_exists"),
        (2593002, 422, "template_not_found"),
    ],
)
def test_subcodes(subcode: int, status: int, code: str) -> None:
    error = refusal_of(GraphError(100, "Invalid parameter", 400, subcode=subcode, words="Não dá."))
    assert (error.status, error.code) == (status, code)
    assert error.details == {"meta_code": 100, "meta_subcode": subcode, "reason": "Não dá."}


@pytest.mark.parametrize(
    ("meta", "http", "status", "code"),
    [
        (190, 401, 503, "whatsapp_credentials"),
        (10, 403, 503, "whatsapp_credentials"),
        (200, 403, 503, "whatsapp_credentials"),
        (80007, 400, 429, "throttled"),
        (4, 400, 429, "throttled"),
        (None, 429, 429, "throttled"),
        (131016, 500, 503, "whatsapp_unavailable"),
        (100, 400, 422, "template_refused"),
        (None, 400, 503, "whatsapp_unavailable"),  # not Meta's answer
    ],
)
def test_codes(meta: int | None, http: int, status: int, code: str) -> None:
    error = refusal_of(GraphError(meta, "Invalid parameter", http))
    assert (error.status, error.code) == (status, code)


def test_a_reason_nobody_foresaw_is_quoted_with_the_rule() -> None:
    error = refusal_of(
        GraphError(100, "Invalid", 400, subcode=1, words="Já editado hoje."), hint="Uma vez por dia."
    )
    assert error.message == "A Meta recusou: “Já editado hoje”. Uma vez por dia."


def test_no_answer_is_not_a_refusal() -> None:
    assert refusal_of(NoAnswer("timeout")).code == "no_answer"
    assert refusal_of(Unreachable("refused")).code == "whatsapp_unreachable"


def test_why_a_sync_broke_off() -> None:
    assert words_of(GraphError(190, "Session expired", 401))["code"] == "whatsapp_credentials"
    assert words_of(GraphError(100, "No such edge", 400))["message"].endswith("“No such edge”.")
    assert words_of(NoAnswer("timeout"))["code"] == "no_answer"
    assert words_of(ListingBroken())["code"] == "listing_broken"
