"""What Meta's webhooks say of templates changes their rows once, in any order."""

import json
from collections.abc import Callable
from datetime import timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from appliance.context import Context
from appliance.database import utc_now
from appliance.job_queues import SYNC_TEMPLATES
from appliance.realtime.models import Event
from appliance.templates import states
from appliance.templates.models import Template
from appliance.templates.sync_state import DONE, Progress, note_progress
from appliance.whatsapp.models import AccountNotice, WebhookDelivery
from tests.integration.appliance.templates.conftest import add
from tests.payloads.whatsapp import WABA_ID

pytestmark = pytest.mark.integration

Deliver = Callable[..., int]
Rows = Callable[[], dict[str, Template]]
STATUS, QUALITY = "message_template_status_update", "message_template_quality_update"
NOW = states.second_of(utc_now() - timedelta(minutes=1))


def body(field: str, said: dict[str, Any], time: int | None = NOW) -> dict[str, Any]:
    who = {
        "message_template_id": 1001,
        "message_template_name": "oi",
        "message_template_language": "pt_BR",
    }
    entry = {"id": WABA_ID, "changes": [{"field": field, "value": who | said}], "time": time}
    return {"object": "whatsapp_business_account", "entry": [entry]}


def status(event: str, time: int | None = NOW, **more: Any) -> dict[str, Any]:
    return body(STATUS, {"event": event, "reason": "NONE", **more}, time)


@pytest.fixture(autouse=True)
def _synced(context: Context) -> None:
    """A moment ago, so that none is due by itself."""
    earlier = utc_now().timestamp() - 60
    note_progress(context, Progress(DONE, started_at=earlier, finished_at=earlier))


@pytest.fixture
def wanted(context: Context) -> Callable[[], bool]:
    """Whether a sync waits for its worker."""
    return lambda: context.queues[SYNC_TEMPLATES.queue].count > 0


def test_a_status(context: Context, deliver: Deliver, rows: Rows, wanted: Callable[[], bool]) -> None:
    add(context, status="PENDING")
    deliver(document=status("APPROVED"))
    row = rows()["oi/pt_BR"]
    assert (row.status, row.rejection, row.said["status"], wanted()) == ("APPROVED", None, NOW, False)
    with context.sessions() as session:
        assert [event.kind for event in session.scalars(select(Event))] == ["template.updated"]
        assert len(session.scalars(select(AccountNotice)).all()) == 1


def test_a_refusal_with_its_reason(context: Context, deliver: Deliver, rows: Rows) -> None:
    add(context, status="PENDING")
    info = {"reason": "Variáveis lado a lado.", "recommendation": "Separe-as."}
    deliver(document=status("REJECTED", reason="INVALID_FORMAT", rejection_info=info))
    assert rows()["oi/pt_BR"].rejection == {
        "reason": "INVALID_FORMAT",
        "details": "Variáveis lado a lado.",
        "recommendation": "Separe-as.",
    }


def test_a_pause_and_its_end(context: Context, deliver: Deliver, rows: Rows) -> None:
    add(context)
    pause = {"title": "FIRST_PAUSE", "description": "Qualidade baixa: pausado por 3 horas."}
    deliver(document=status("PAUSED", other_info=pause))
    row = rows()["oi/pt_BR"]
    assert (row.status, row.rejection) == (
        "PAUSED",
        {"reason": "FIRST_PAUSE", "details": "Qualidade baixa: pausado por 3 horas."},
    )
    deliver(document=status("APPROVED", NOW + 1, other_info={"title": "UNPAUSE"}))
    row = rows()["oi/pt_BR"]
    assert (row.status, row.rejection) == ("APPROVED", None)


def test_any_order_and_repeats_end_the_same(context: Context, deliver: Deliver, rows: Rows) -> None:
    told = [
        status("PENDING", NOW - 20),
        status("APPROVED", NOW - 10),
        status("PAUSED", NOW - 5, other_info={"title": "FIRST_PAUSE"}),
        body(QUALITY, {"previous_quality_score": "GREEN", "new_quality_score": "RED"}, NOW - 7),
    ]
    for number, order in enumerate(permutations(told)):
        add(context, f"oi{number}", whatsapp_template_id=str(2000 + number), status="PENDING")
        for repeat, document in enumerate([*order, *order]):
            value = dict(document["entry"][0]["changes"][0]["value"])
            value |= {"message_template_id": 2000 + number, "message_template_name": f"oi{number}"}
            change = {**document["entry"][0]["changes"][0], "value": value}
            entry = {**document["entry"][0], "changes": [change]}
            deliver(document={**document, "entry": [entry], "nonce": repeat})
    ends = {(row.status, row.quality, json.dumps(row.rejection)) for row in rows().values()}
    assert ends == {("PAUSED", "RED", '{"reason": "FIRST_PAUSE"}')}


def test_quality_under_the_name_of_a_status(context: Context, deliver: Deliver, rows: Rows) -> None:
    """Meta's own sample."""
    add(context)
    deliver(document=body(STATUS, {"previous_quality_score": "GREEN", "new_quality_score": "YELLOW"}))
    row = rows()["oi/pt_BR"]
    assert (row.status, row.quality) == ("APPROVED", "YELLOW")


def test_a_category_that_will_change_and_has(context: Context, deliver: Deliver, rows: Rows) -> None:
    add(context)
    field, when = "template_category_update", NOW + 86_400
    coming = {
        "new_category": "UTILITY",
        "correct_category": "MARKETING",
        "category_update_timestamp": when,
    }
    deliver(document=body(field, coming))
    row = rows()["oi/pt_BR"]
    assert row.category == "UTILITY"
    assert row.category_change is not None and row.category_change["category"] == "MARKETING"
    assert row.category_change["at"].endswith("Z")
    deliver(document=body(field, {"previous_category": "UTILITY", "new_category": "MARKETING"}, NOW + 10))
    row = rows()["oi/pt_BR"]
    assert row.category == "MARKETING"
    assert row.category_change is not None and row.category_change["previous"] == "UTILITY"


def test_other_words_at_once_and_the_rest_by_asking(
    context: Context, deliver: Deliver, rows: Rows, wanted: Callable[[], bool]
) -> None:
    parts = [
        {"type": "HEADER", "format": "IMAGE"},
        {"type": "BODY", "text": "Oi!"},
        {"type": "FOOTER", "text": "ACME"},
    ]
    add(context, components=parts)
    said = {
        "message_template_element": "Olá!",
        "message_template_title": "?",
        "message_template_footer": "Loja",
    }
    deliver(document=body("message_template_components_update", said))
    assert rows()["oi/pt_BR"].components == [
        {"type": "HEADER", "format": "IMAGE"},
        {"type": "BODY", "text": "Olá!"},
        {"type": "FOOTER", "text": "Loja"},
    ]
    assert wanted()


@pytest.mark.parametrize("event", ["FLAGGED", "UNARCHIVED", "REINSTATED"])
def test_what_is_not_clear_is_asked(
    context: Context, deliver: Deliver, wanted: Callable[[], bool], event: str
) -> None:
    add(context)
    deliver(document=status(event))
    assert wanted()


def test_a_template_nobody_knows_is_fetched(
    context: Context, deliver: Deliver, rows: Rows, wanted: Callable[[], bool]
) -> None:
    deliver(document=status("APPROVED"))
    assert rows() == {} and wanted()


def test_the_same_name_with_another_id_is_another_template(
    context: Context, deliver: Deliver, rows: Rows, wanted: Callable[[], bool]
) -> None:
    """The name was used again; this speaks of the one that was deleted."""
    add(context, whatsapp_template_id="5555")
    deliver(document=status("DELETED"))
    assert rows()["oi/pt_BR"].status == "APPROVED" and wanted()


def test_what_is_older_than_a_sync_changes_nothing_and_is_asked(
    context: Context, deliver: Deliver, rows: Rows, wanted: Callable[[], bool]
) -> None:
    """By our clock, which may not be Meta's: so Meta is asked."""
    add(context, said={"status": NOW + 10})
    deliver(document=status("PAUSED"))
    assert rows()["oi/pt_BR"].status == "APPROVED" and wanted()


def test_without_a_time_it_was_said_when_it_came(context: Context, deliver: Deliver, rows: Rows) -> None:
    add(context, status="PENDING")
    deliver(document=status("APPROVED", None))
    assert rows()["oi/pt_BR"].said["status"] >= NOW


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"event": None},
        {"event": 5, "reason": []},
        {"event": "APPROVED", "message_template_id": "1001", "message_template_language": "pt-BR"},
        {"event": "APPROVED", "message_template_id": None},
    ],
)
def test_odd_values_break_nothing(context: Context, deliver: Deliver, rows: Rows, said: Any) -> None:
    add(context)
    for field in (STATUS, QUALITY, "message_template_components_update", "template_category_update"):
        deliver(document=body(field, said))
    assert rows()["oi/pt_BR"].status == "APPROVED"


def test_metas_samples(context: Context, deliver: Deliver) -> None:
    """Each is taken, whatever it speaks of."""
    folder = Path(__file__).parents[3] / "payloads/webhooks"
    found = sorted(folder.glob("field-template-*.json"))
    assert found
    for path in found:
        document = json.loads(path.read_text())
        for entry in document["entry"]:
            entry["id"] = WABA_ID
        deliver(document=document)
    with context.sessions() as session:
        assert {row.state for row in session.scalars(select(WebhookDelivery))} == {"done"}
        assert len(session.scalars(select(AccountNotice)).all()) == len(found)
