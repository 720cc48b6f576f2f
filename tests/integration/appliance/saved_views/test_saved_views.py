from collections.abc import Callable
from typing import Any

import pytest

from appliance.accounts.models import User

pytestmark = pytest.mark.integration

Call = Callable[..., tuple[int, Any]]
URL = "/saved-views"


def view(name: str = "Urgentes", **more: Any) -> dict[str, Any]:
    return {"name": name, "filter": {"status": "waiting"}} | more


def names(call: Call, user: User) -> list[str]:
    return [one["name"] for one in call(user, "GET", URL)[1]["data"]]


def test_ones_own_views_are_ones_own(call: Call, ana: User, bruno: User) -> None:
    status, made = call(ana, "POST", URL, view())
    assert (status, made["filter"], made["is_mine"]) == (201, {"status": "waiting"}, True)
    assert (names(call, ana), names(call, bruno)) == (["Urgentes"], [])
    assert call(bruno, "PATCH", f"{URL}/{made['id']}", {"name": "x"})[0] == 404
    assert call(bruno, "DELETE", f"{URL}/{made['id']}")[0] == 404


def test_sharing_is_a_permission(call: Call, ana: User, clara: User) -> None:
    assert call(ana, "POST", URL, view(is_shared=True))[0] == 403
    own = call(ana, "POST", URL, view())[1]
    assert call(ana, "PATCH", f"{URL}/{own['id']}", {"is_shared": True})[0] == 403
    shared = call(clara, "POST", URL, view("Da equipe", is_shared=True))[1]
    listed = call(ana, "GET", URL)[1]["data"]
    assert [(one["name"], one["is_mine"], one["owner_name"]) for one in listed] == [
        ("Urgentes", True, "Ana"),
        ("Da equipe", False, "Clara"),
    ]
    assert call(ana, "DELETE", f"{URL}/{shared['id']}")[0] == 404


@pytest.mark.parametrize(
    "wanted", [{"status": "asleep"}, {"nonsense": 1}, {"label": "x"}, {"limit": 10}, {"status": ["open"]}]
)
def test_what_the_list_would_refuse_is_refused(call: Call, ana: User, wanted: dict[str, Any]) -> None:
    status, answer = call(ana, "POST", URL, view(filter=wanted))
    error = answer["error"]
    assert (status, error["code"], error["details"]["names"]) == (422, "invalid_filter", list(wanted))


def test_what_says_nothing_is_not_kept(call: Call, ana: User) -> None:
    made = call(ana, "POST", URL, view(filter={"status": "open", "q": "", "label": None}))[1]
    assert made["filter"] == {"status": "open"}


def test_a_view_says_what_is_gone_and_still_opens(call: Call, clara: User, ana: User) -> None:
    label = call(clara, "POST", "/labels", {"name": "VIP"})[1]["id"]
    assert call(ana, "POST", URL, view(filter={"label": label}))[1]["missing"] == []
    call(clara, "DELETE", f"/labels/{label}")
    [shown] = call(ana, "GET", URL)[1]["data"]
    assert shown["missing"] == ["label"]
    assert call(ana, "GET", f"/conversations?label={label}") == (200, {"data": [], "next_cursor": None})


def test_they_stand_in_the_order_one_gave_them(call: Call, ana: User) -> None:
    ids = [call(ana, "POST", URL, view(name))[1]["id"] for name in ("a", "b", "c")]
    assert call(ana, "PUT", f"{URL}/order", {"ids": [ids[2], ids[0]]})[0] == 204
    assert names(call, ana) == ["c", "a", "b"]


def test_a_name_is_there_once(call: Call, ana: User) -> None:
    call(ana, "POST", URL, view("Cobrança"))
    assert call(ana, "POST", URL, view("cobranca"))[1]["error"]["code"] == "view_exists"


def test_fifty_are_enough(call: Call, ana: User) -> None:
    for number in range(50):
        assert call(ana, "POST", URL, view(str(number)))[0] == 201
    assert call(ana, "POST", URL, view())[1]["error"]["code"] == "too_many_views"
