import pytest

from control_plane.operations.words import LANGUAGES
from control_plane.whatsapp import judging
from control_plane.whatsapp.graph import Refused
from control_plane.whatsapp.judging import judge
from control_plane.whatsapp.seen import Item, Seen, worst
from control_plane.whatsapp.telling import sentence, tell, words

NOW = 1_790_000_000.0
DAY = 86400
CALLBACK = "https://acme.example/webhooks/whatsapp"
TOKEN = {
    "is_valid": True,
    "app_id": "7",
    "expires_at": 0,
    "scopes": ["whatsapp_business_messaging", "whatsapp_business_management"],
}
NUMBER = {
    "display_phone_number": "+55 11 4004-0001",
    "verified_name": "ACME",
    "status": "CONNECTED",
    "name_status": "APPROVED",
    "quality_rating": "GREEN",
    "whatsapp_business_manager_messaging_limit": "TIER_2K",
}
ROUTE = {
    "webhook_configuration": {"phone_number": CALLBACK, "application": "https://platform.example"},
    "health_status": {"can_send_message": "AVAILABLE", "entities": []},
}
NO_OBJECT = Refused(100, 33, 400, "Unsupported get request.")


def seen(**changed):
    whole = {
        "token": TOKEN,
        "number": NUMBER,
        "proof": True,
        "account": {"account_review_status": "APPROVED"},
        "numbers": ["123"],
        "apps": ["7"],
        "route": ROUTE,
    }
    return Seen(**(whole | changed))


def found(name, callback=CALLBACK, **changed):
    items = {item.name: item for item in judge(seen(**changed), "123", callback, NOW)}
    return items[name].state, items[name].code


def test_where_all_is_well_every_line_says_so():
    assert {item.state for item in judge(seen(), "123", CALLBACK, NOW)} == {"ok"}


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (15, ("ok", "valid")),
        (13.9, ("warning", "ends_soon")),
        (2.9, ("error", "ends_soon")),
        (-1, ("error", "ends_soon")),
    ],
)
def test_a_token_that_ends_is_told_two_weeks_and_three_days_before(days, told):
    assert found("token", token=TOKEN | {"expires_at": NOW + days * DAY}) == told


def test_the_sooner_end_of_a_token_counts():
    ends = {"expires_at": NOW + 90 * DAY, "data_access_expires_at": NOW + 2 * DAY}
    assert found("token", token=TOKEN | ends) == ("error", "ends_soon")


@pytest.mark.parametrize(
    ("name", "changed", "told"),
    [
        ("token", {"number": Refused(190, None, 401, "expired")}, ("error", "token_refused")),
        ("token", {"account": Refused(10, None, 403, "no")}, ("error", "permission_refused")),
        ("token", {"token": {"is_valid": False}}, ("error", "token_refused")),
        (
            "scopes",
            {"token": TOKEN | {"scopes": ["whatsapp_business_messaging"]}},
            ("error", "missing"),
        ),
        ("scopes", {"token": TOKEN | {"scopes": []}}, ("error", "missing")),
        ("scopes", {"token": TOKEN | {"scopes": None}}, ("unknown", "not_told")),
        ("scopes", {"token": {"is_valid": True}}, ("unknown", "not_told")),
        ("scopes", {"token": {"is_valid": False, "scopes": []}}, ("unknown", "not_told")),
        ("app_secret", {"proof": Refused(100, None, 400, "Invalid appsecret_proof")}, ("error", "wrong")),
        ("app_secret", {"proof": NO_OBJECT}, ("unknown", "not_told")),
        ("account", {"account": NO_OBJECT}, ("error", "none")),
        ("number", {"number": NO_OBJECT}, ("error", "none")),
        ("number", {"numbers": ["9"]}, ("error", "elsewhere")),
        ("registration", {"number": NUMBER | {"status": "DISCONNECTED"}}, ("error", "disconnected")),
        ("registration", {"number": NUMBER | {"status": "RATE_LIMITED"}}, ("warning", "rate_limited")),
        ("registration", {"number": NUMBER | {"status": "NEWWORD"}}, ("unknown", "other")),
        ("subscription", {"apps": ["8"]}, ("error", "missing")),
        ("callback", {"route": ROUTE | {"webhook_configuration": {}}}, ("error", "missing")),
        (
            "callback",
            {"route": ROUTE | {"webhook_configuration": {"application": "https://x"}}},
            ("error", "elsewhere"),
        ),
        ("name", {"number": NUMBER | {"name_status": "DECLINED"}}, ("error", "declined")),
        ("quality", {"number": NUMBER | {"quality_rating": "YELLOW"}}, ("warning", "yellow")),
        ("quality", {"number": NUMBER | {"quality_rating": "RED"}}, ("error", "red")),
        (
            "health",
            {"route": ROUTE | {"health_status": {"can_send_message": "LIMITED"}}},
            ("warning", "limited"),
        ),
        ("limit", {"number": {}}, ("unknown", "not_told")),
    ],
)
def test_what_is_amiss_is_told_at_its_line(name, changed, told):
    assert found(name, **changed) == told


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Cannot parse access token", "Cannot parse access token."),
        ("It expired. ", "It expired."),
        ("Why?", "Why?"),
        ("", ""),
    ],
)
def test_what_meta_says_ends_before_what_to_do_begins(said, told):
    items = judge(seen(number=Refused(190, None, 401, said)), "123", CALLBACK, NOW)
    [token] = [item for item in items if item.name == "token"]
    assert token.facts == {"said": told}
    assert f"{told} Meta's Business settings".strip() in sentence(token)


def test_each_reason_of_an_ill_number_is_a_sentence_of_its_own():
    errors = [{"error_description": "No payment method", "possible_solution": "Add one."}]
    health = {"can_send_message": "BLOCKED", "entities": [{"errors": errors}]}
    *_, item = judge(seen(route=ROUTE | {"health_status": health}), "123", CALLBACK, NOW)
    assert item.facts == {"said": "No payment method. Add one."}


def test_the_numbers_own_address_goes_before_the_accounts_and_the_apps():
    places = {"whatsapp_business_account": "https://other", "application": CALLBACK}
    assert found("callback", route=ROUTE | {"webhook_configuration": places}) == ("error", "elsewhere")


def test_before_there_is_a_tenant_what_connecting_does_is_no_fault():
    assert found("subscription", None, apps=[]) == ("warning", "not_yet")
    assert found("callback", None, route=ROUTE | {"webhook_configuration": {}}) == ("ok", "free")
    assert found("callback", None) == ("warning", "taken")


def test_without_any_answer_nothing_else_is_judged():
    assert judge(Seen(), "123", CALLBACK, NOW) == [Item("reach", "error", "no_answer")]


def test_odd_answers_are_not_told_rather_than_broken():
    odd = seen(token={"scopes": "x", "is_valid": True}, number={"status": 7}, route={"health_status": []})
    states = {item.name: item.state for item in judge(odd, "123", CALLBACK, NOW)}
    assert states["registration"] == states["health"] == states["scopes"] == "unknown"


def test_the_worst_state_is_that_of_the_whole():
    assert worst(["ok", "warning", "unknown"]) == "warning"
    assert worst([]) == "unknown"


EVERY_FACT = {
    "said": "x",
    "days": 3,
    "missing": "a",
    "display_phone_number": "+55",
    "verified_name": "ACME",
    "found": "https://x",
    "callback": CALLBACK,
    "tier": "250",
    "word": "W",
    "url": "http://fila",
    "status": 500,
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_words_and_every_fault_a_next_step(language):
    for name, about in words().items():
        for code in about["codes"]:
            told = tell(Item(name, "error", code, EVERY_FACT), language)
            assert told["title"]
            assert told["reason"]
            assert "{" not in told["reason"] + told["next"]


def test_whatever_judging_says_has_words():
    """Every state of every table, and what the tests above found."""
    tables = {
        "registration": judging._STATUS,
        "quality": judging._QUALITY,
        "name": judging._NAME,
        "account": judging._REVIEW,
        "health": judging._HEALTH,
    }
    for name, table in tables.items():
        for word, state in table.items():
            said = words()[name]["codes"][word.lower()]
            assert "next" in said or state == "ok", (name, word)
