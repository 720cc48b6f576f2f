from datetime import timedelta

import pytest

from control_plane.database import transaction, utc_now
from control_plane.errors import NotFound
from control_plane.models import Operation, OperationStep, Tenant
from control_plane.services.history import HistoryFilter

NOW = utc_now()


@pytest.fixture
def past(services, sessions, add_tenant, actor):
    """Three backups, of t0, t1 and t2, an hour apart; the last one failed."""
    ids = []
    for number in range(3):
        add_tenant(f"t{number}", name=f"Padaria n\u00ba {number}")
        with transaction(sessions) as session:
            tenant = session.query(Tenant).filter_by(slug=f"t{number}").one()
            operation_id = services.operations.submit(
                session, kind="backup", tenant=tenant, inputs={}, actor=actor
            )["id"]
            row = session.get_one(Operation, operation_id)
            row.created_at = NOW + timedelta(hours=number)
            row.state = "failed" if number == 2 else "succeeded"
        ids.append(operation_id)
    with transaction(sessions) as session:
        session.get_one(Operation, ids[2]).error_message = "The disk is full: 100% used."
        step = session.query(OperationStep).filter_by(operation_id=ids[1]).one()
        step.output = "reading\nrestic: wrote 12 MiB_of_data"
    return ids


def test_newest_first_and_page_by_page(services, past):
    history = services.history
    assert [row["id"] for row in history.list_all()] == past[::-1]
    assert [row["id"] for row in history.list_all(limit=1)] == [past[2]]
    assert [row["id"] for row in history.list_all(before=past[1])] == [past[0]]
    with pytest.raises(NotFound):
        history.list_all(before="none")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"tenant": "t1"}, [1]),
        ({"state": "failed"}, [2]),
        ({"kind": "restore"}, []),
        ({"since": NOW + timedelta(hours=1)}, [2, 1]),
        ({"until": NOW + timedelta(hours=1)}, [0]),
        ({"text": "DISK IS"}, [2]),
        ({"text": "padaria"}, [2, 1, 0]),
        ({"text": "12 mib"}, [1]),
        ({"text": "100%"}, [2]),
        ({"text": "mib_of"}, [1]),
        ({"text": "mib%data"}, []),
        ({"text": "ana@operator", "state": "succeeded"}, [1, 0]),
    ],
)
def test_is_looked_for(services, past, wanted, found):
    rows = services.history.list_all(HistoryFilter(**wanted))
    assert [row["id"] for row in rows] == [past[number] for number in found]


def test_by_its_id(services, past):
    assert [row["id"] for row in services.history.list_all(HistoryFilter(text=past[0][:8]))] == [past[0]]
