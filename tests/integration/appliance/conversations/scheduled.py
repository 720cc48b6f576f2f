"""What the tests of scheduled messages share: having one, and its time come."""

from datetime import timedelta
from typing import Any

from appliance.conversations.models import Message
from appliance.conversations.scheduling import release_due
from appliance.database import transaction, utc_now
from tests.integration.appliance.conversations.conftest import Desk


def at(**ahead: float) -> str:
    return (utc_now() + timedelta(**ahead)).isoformat()


def schedule(desk: Desk, content: str = "Amanhã", **more: Any) -> int:
    return int(desk.sent(content, **{"scheduled_at": at(days=1), **more})["id"])


def make_due(desk: Desk, *message_ids: int, **ago: float) -> None:
    """Their times have come, in this order."""
    with transaction(desk.context.sessions) as session:
        for place, message_id in enumerate(message_ids):
            moment = utc_now() - timedelta(**ago or {"seconds": 10}) + timedelta(milliseconds=place)
            session.get_one(Message, message_id).scheduled_at = moment


def release(desk: Desk) -> None:
    release_due(desk.context)


def waiting(desk: Desk, query: str = "") -> list[str]:
    response = desk.call("GET", f"/scheduled{query}")
    return [row["content"] for row in response.get_json()["data"]]


def statuses(desk: Desk) -> list[tuple[str, str]]:
    return [(row["content"], row["status"]) for row in desk.thread()[1:]]
