from dataclasses import replace
from typing import Any

import pytest

from appliance.channel.judging import SCOPES, judge
from appliance.channel.seen import ERROR, OK, UNKNOWN, WARNING, Here, Item, Refused, Seen, worst

CALLBACK = "https://acme.example/webhooks/whatsapp"
NOW = 1_790_000_000.0
DAY = 24 * 3600
GOOD = Seen(
    number={
        "status": "CONNECTED",
        "quality_rating": "GREEN",
        "name_status": "APPROVED",
        "verified_name": "ACME",
        "whatsapp_business_manager_messaging_limit": "TIER_2K",
        "throughput": {"level": "STANDARD"},
    },
    route={
        "webhook_configuration": {"phone_number": CALLBACK, "application": "https://other.example"},
        "health_status": {"can_send_message": "AVAILABLE", "entities": []},
    },
    account={"name": "ACME", "account_review_status": "APPROVED", "business_verification_status": "verified"},
    apps=[{"whatsapp_business_api_data": {"id": "7"}}],
    token={"is_valid": True, "app_id": "7", "scopes": list(SCOPES), "expires_at": 0},
)
HERE = Here(CALLBACK, NOW, received_at="2026-11-21T10:00:00Z", sent_at="2026-11-21T10:00:00Z")


def lines(seen: Seen = GOOD, here: Here = HERE) -> dict[str, Item]:
    return {item.name: item for item in judge(seen, here)}


def number(**changed: Any) -> Seen:
    assert isinstance(GOOD.number, dict)
    return replace(GOOD, number=GOOD.number | changed)


def token(**changed: Any) -> Seen:
    assert isinstance(GOOD.token, dict)
    return replace(GOOD, token=GOOD.token | changed)


def route(**changed: Any) -> Seen:
    assert isinstance(GOOD.route, dict)
    return replace(GOOD, route=GOOD.route | changed)


def test_all_is_well() -> None:
    assert {item.state for item in lines().values()} == {OK}
    assert worst(list(lines().values())) == OK


@pytest.mark.parametrize(
    ("seen", "name", "state", "code"),
    [
        (number(quality_rating="YELLOW"), "quality", WARNING, "yellow"),
        (number(quality_rating="RED"), "quality", ERROR, "red"),
        (number(quality_rating="UNKNOWN"), "quality", OK, "not_rated"),
        (number(quality_rating="BLUE"), "quality", UNKNOWN, "other"),
        (number(status="DISCONNECTED"), "number", ERROR, "disconnected"),
        (number(name_status="PENDING_REVIEW"), "name", WARNING, "pending_review"),
        (number(name_status="DECLINED"), "name", ERROR, "declined"),
        (number(whatsapp_business_manager_messaging_limit="TIER_250"), "limit", OK, "few"),
        (number(is_on_biz_app=True), "throughput", OK, "shared"),
        (token(is_valid=False), "token", ERROR, "token_refused"),
        (token(scopes=SCOPES[:1]), "token", ERROR, "scope_missing"),
        (token(expires_at=NOW + 3 * DAY), "token", WARNING, "ends_soon"),
        (token(expires_at=NOW + 90 * DAY), "token", OK, "valid"),
        (token(data_access_expires_at=NOW + 3 * DAY), "token", WARNING, "ends_soon"),
        (route(webhook_configuration={}), "webhook", ERROR, "missing"),
        (
            route(webhook_configuration={"application": "https://other.example"}),
            "webhook",
            ERROR,
            "elsewhere",
        ),
        (route(health_status={"can_send_message": "LIMITED"}), "health", WARNING, "limited"),
        (replace(GOOD, apps=[]), "subscription", ERROR, "missing"),
        (replace(GOOD, apps=[{"whatsapp_business_api_data": {"id": "8"}}]), "subscription", ERROR, "missing"),
        (GOOD, "account", OK, "verified"),
        (replace(GOOD, account={"account_review_status": "APPROVED"}), "account", OK, "approved"),
        (
            replace(
                GOOD,
                account={"account_review_status": "APPROVED", "business_verification_status": "not_verified"},
            ),
            "account",
            OK,
            "unverified",
        ),
        (replace(GOOD, account={"account_review_status": "REJECTED"}), "account", ERROR, "rejected"),
        (replace(GOOD, number=Refused("number", 100, "")), "number", ERROR, "no_number"),
        (replace(GOOD, number=Refused("token", 190, "expired")), "token", ERROR, "token_refused"),
        (replace(GOOD, account=Refused("permission", 10, "no")), "token", ERROR, "permission_refused"),
    ],
)
def test_what_is_amiss_is_told_on_its_line(seen: Seen, name: str, state: str, code: str) -> None:
    item = lines(seen)[name]
    assert (item.state, item.code) == (state, code)


def test_blocked_says_metas_reason_and_advice() -> None:
    errors = [{"error_description": "Issue", "possible_solution": "Mend it"}]
    health = {"can_send_message": "BLOCKED", "entities": [{"errors": errors}, "strange"]}
    assert lines(route(health_status=health))["health"].facts == {
        "errors": [{"said": "Issue", "advice": "Mend it"}]
    }


def test_when_nobody_answers_nothing_else_is_claimed() -> None:
    found = lines(Seen())
    assert (found["reach"].state, found["reach"].code) == (ERROR, "no_answer")
    asked = set(found) - {"reach", "received", "sending"}
    assert {found[name].state for name in asked} == {UNKNOWN}


@pytest.mark.parametrize(
    ("here", "name", "code"),
    [
        (replace(HERE, received_at=None), "received", "never"),
        (replace(HERE, stopped="token"), "sending", "stopped"),
        (replace(HERE, failed_at="2026-11-21T11:00:00Z"), "sending", "last_failed"),
        (replace(HERE, failed_at="2026-11-21T09:00:00Z"), "sending", "ok"),
        (replace(HERE, sent_at=None), "sending", "nothing_yet"),
    ],
)
def test_what_our_own_tables_tell(here: Here, name: str, code: str) -> None:
    assert lines(here=here)[name].code == code


@pytest.mark.parametrize(
    "odd", [{}, {"status": 7, "throughput": "fast", "quality_rating": None}, {"status": []}]
)
def test_odd_answers_are_unknown(odd: dict[str, Any]) -> None:
    seen = Seen(
        number=odd, route={"webhook_configuration": [], "health_status": 3}, token={}, account=odd, apps=["x"]
    )
    assert lines(seen)["number"].state == UNKNOWN
    assert lines(seen)["health"].state == UNKNOWN
