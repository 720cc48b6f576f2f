"""The table of codes against Meta's (support/error-codes), as one reads it there."""

import pytest

from appliance.whatsapp.graph_errors import MEANINGS, error_of, meaning_of
from appliance.whatsapp.meanings import (
    ACCOUNT,
    MESSAGE,
    NUMBER,
    PAIR,
    STOP_MARKETING,
    SYNC_TEMPLATES,
    UPLOAD_ANEW,
)

STOPS = [
    0,
    190,
    3,
    10,
    131005,
    368,
    131031,
    33,
    131037,
    131042,
    131045,
    133000,
    133006,
    133010,
    133015,
    134011,
]
LATER_FOR_ALL = [4, 80007, 131048]
SLOWER = [130429, 131057]
NEVER = [
    *(100, 130472, 130497, 131008, 131009, 131021, 131026, 131030, 131044, 131049, 131050, 131051, 131059),
    *(131062, 131063, 131064, 132000, 132001, 132005, 132007, 132008, 132012, 132015, 132016, 132068),
    *(133005, 133008, 133009, 133016, 135000, 137000, 2200),
]
AGAIN = [1, 2, 131000, 131016, 133004, 132069, 131052, 131053]


@pytest.mark.parametrize("code", [*STOPS, *LATER_FOR_ALL, *range(200, 300)])
def test_what_every_message_would_meet_stops_all_sending(code: int) -> None:
    meaning = meaning_of(code)
    assert meaning.holds_up == ACCOUNT
    assert meaning.kind == ("throttled" if code in LATER_FOR_ALL else "credential")
    assert 60 <= meaning.pause <= meaning.longest


@pytest.mark.parametrize("code", SLOWER)
def test_a_number_that_is_too_fast_slows_down(code: int) -> None:
    assert meaning_of(code).holds_up == NUMBER


def test_one_customer_written_to_too_fast_holds_up_nobody_else() -> None:
    assert (meaning_of(131056).holds_up, meaning_of(131056).kind) == (PAIR, "throttled")


@pytest.mark.parametrize("code", NEVER)
def test_what_is_wrong_with_the_message_is_not_tried_again(code: int) -> None:
    meaning = meaning_of(code)
    assert (meaning.kind, meaning.holds_up, meaning.tries) == ("permanent", MESSAGE, 1)


@pytest.mark.parametrize("code", AGAIN)
def test_metas_own_trouble_is_tried_again(code: int) -> None:
    meaning = meaning_of(code)
    assert (meaning.holds_up, meaning.tries > 1, meaning.pause > 0) == (MESSAGE, True, True)


def test_the_closed_window_is_a_kind_of_its_own() -> None:
    assert (meaning_of(131047).kind, meaning_of(131047).tries) == ("window", 1)


def test_no_code_of_the_fact_sheet_is_missing() -> None:
    told = {*STOPS, *LATER_FOR_ALL, *SLOWER, *NEVER, *AGAIN, 131047, 131056, *range(200, 300)}
    assert told - set(MEANINGS) == set()
    assert set(MEANINGS) - told == {132018}  # a template's value out of shape


@pytest.mark.parametrize(
    ("code", "effect"),
    [
        (131050, STOP_MARKETING),
        (132001, SYNC_TEMPLATES),
        (132015, SYNC_TEMPLATES),
        (132016, SYNC_TEMPLATES),
        (131053, UPLOAD_ANEW),
        (131026, None),
    ],
)
def test_some_say_more_than_that_the_message_failed(code: int, effect: str | None) -> None:
    assert meaning_of(code).effect == effect


@pytest.mark.parametrize(
    ("code", "http", "kind"),
    [
        (131026, 429, "throttled"),
        (131056, 429, "throttled"),
        (424242, 400, "permanent"),
        (424242, 500, "retryable"),
        (None, 503, "retryable"),
        (None, 429, "throttled"),
        (None, 404, "retryable"),
        (None, 413, "retryable"),
        (None, 0, "permanent"),
    ],
)
def test_without_a_known_code_the_status_decides(code: int | None, http: int, kind: str) -> None:
    assert meaning_of(code, http).kind == kind


@pytest.mark.parametrize("http", [302, 401, 403, 404, 407])
def test_a_page_of_somebody_between_us_stops_all_sending(http: int) -> None:
    meaning = meaning_of(None, http)
    assert (meaning.name, meaning.holds_up, meaning.tells_of_message()) == ("intercepted", ACCOUNT, False)
    assert meaning_of(424242, http).name == "other"


@pytest.mark.parametrize("http", [400, 413])
def test_what_may_be_about_one_request_holds_up_that_one_alone(http: int) -> None:
    assert (meaning_of(None, http).holds_up, meaning_of(None, http).tries > 1) == (MESSAGE, True)


def test_a_429_that_names_the_customer_slows_only_that_one() -> None:
    assert meaning_of(131056, 429).holds_up == PAIR
    assert meaning_of(80007, 429).holds_up == ACCOUNT


def test_a_number_that_is_not_there_is_no_fault_of_the_message() -> None:
    assert meaning_of(100, 400, 33).holds_up == ACCOUNT
    assert meaning_of(100, 400, 2388040).kind == "permanent"


def test_every_meaning_speaks_to_people() -> None:
    assert all(meaning.text.endswith(".") and meaning.name for meaning in MEANINGS.values())


def test_the_stored_error_keeps_metas_words_beside_ours() -> None:
    assert error_of(131047, "Re-engagement message") == {
        "code": 131047,
        "kind": "window",
        "reason": "window",
        "title": "Re-engagement message",
        "message": "Passaram mais de 24 horas desde a última mensagem do cliente.",
    }
