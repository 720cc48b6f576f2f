"""What Meta says about the account: kept once, shown to admins until they have seen it."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from appliance.accounts.models import User
from appliance.context import Context
from appliance.whatsapp.models import AccountNotice
from tests.payloads.whatsapp import WABA_ID, value

pytestmark = pytest.mark.integration

Bearer = Callable[[User], dict[str, str]]
Deliver = Callable[..., int]
NOTICES = "/api/v1/account-notices"
TIME = 1_790_000_000


def body(field: str, said: Any, time: int | None = TIME, account: str = WABA_ID) -> dict[str, Any]:
    entry = {"id": account, "changes": [{"field": field, "value": said}], **({"time": time} if time else {})}
    return {"object": "whatsapp_business_account", "entry": [entry]}


@pytest.fixture
def told(deliver: Deliver) -> None:
    deliver(document=body("security", {"event": "PIN_CHANGED"}))
    deliver(document=body("account_review_update", {"decision": "REJECTED"}))
    deliver(document=body("flows", {"event": "FLOW_STATUS_CHANGE"}))


def notices(context: Context) -> list[AccountNotice]:
    with context.sessions() as session:
        return list(session.scalars(select(AccountNotice).order_by(AccountNotice.id)))


def test_a_repeat_in_another_body_is_the_same_notice(context: Context, deliver: Deliver) -> None:
    deliver(document=body("security", {"event": "PIN_CHANGED"}))
    deliver(document=body("security", {"event": "PIN_CHANGED"}) | {"nonce": 1})
    deliver(document=body("security", {"event": "PIN_CHANGED"}, time=TIME + 1))
    assert [notice.occurred_at.timestamp() for notice in notices(context)] == [TIME, TIME + 1]


def test_what_has_no_time_is_one_notice_a_day(context: Context, deliver: Deliver) -> None:
    deliver(value(errors=[{"code": 130429}]))
    deliver(value(errors=[{"code": 130429}], nonce=1))
    deliver(value(errors=[{"code": 131031}]))
    assert [(notice.event, notice.severity) for notice in notices(context)] == [
        ("130429", "warning"),
        ("131031", "critical"),
    ]


def test_another_account_is_recorded_and_not_mixed_in(context: Context, deliver: Deliver) -> None:
    deliver(document=body("security", {"event": "PIN_CHANGED"}, account="999"))
    assert notices(context) == []


def test_an_admin_reads_them_newest_first_by_page(
    client: FlaskClient, clara: User, bearer: Bearer, told: None
) -> None:
    headers = bearer(clara)
    first = client.get(f"{NOTICES}?limit=2", headers=headers).get_json()
    rest = client.get(f"{NOTICES}?limit=2&cursor={first['next_cursor']}", headers=headers).get_json()
    shown = first["data"] + rest["data"]
    assert [row["field"] for row in shown] == ["flows", "account_review_update", "security"]
    assert rest["next_cursor"] is None
    assert shown[1] == {
        "id": shown[1]["id"],
        "field": "account_review_update",
        "event": "REJECTED",
        "severity": "critical",
        "text": "Revisão da conta: recusado",
        "value": {"decision": "REJECTED"},
        "occurred_at": "2026-09-21T14:13:20Z",
        "created_at": shown[1]["created_at"],
        "seen_at": None,
        "seen_by_id": None,
    }
    [critical] = client.get(f"{NOTICES}?severity=critical", headers=headers).get_json()["data"]
    assert critical["event"] == "REJECTED"


def test_what_was_seen_is_counted_no_more(
    client: FlaskClient, clara: User, bearer: Bearer, told: None
) -> None:
    headers = bearer(clara)
    assert client.get(f"{NOTICES}/stats", headers=headers).get_json() == {
        "unseen": 3,
        "critical": 1,
        "warning": 1,
        "info": 1,
    }
    newest = client.get(NOTICES, headers=headers).get_json()["data"][0]
    seen = client.post(f"{NOTICES}/{newest['id']}/seen", headers=headers).get_json()
    again = client.post(f"{NOTICES}/{newest['id']}/seen", headers=headers).get_json()
    assert (seen["seen_by_id"], again["seen_at"]) == (clara.id, seen["seen_at"])
    assert client.get(f"{NOTICES}/stats", headers=headers).get_json()["unseen"] == 2
    assert [
        len(client.get(f"{NOTICES}?seen={seen}", headers=headers).get_json()["data"])
        for seen in ("true", "false")
    ] == [1, 2]
    assert client.post(f"{NOTICES}/0/seen", headers=headers).status_code == 404


def test_they_are_for_admins(client: FlaskClient, ana: User, bearer: Bearer) -> None:
    for answer in (
        client.get(NOTICES, headers=bearer(ana)),
        client.get(f"{NOTICES}/stats", headers=bearer(ana)),
        client.post(f"{NOTICES}/1/seen", headers=bearer(ana)),
    ):
        assert answer.status_code == 403
