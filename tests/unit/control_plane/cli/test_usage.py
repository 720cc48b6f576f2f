from datetime import date

import pytest

from control_plane.database import transaction
from control_plane.models import Tenant
from control_plane.services.usage import store
from control_plane.services.usage_figures import AiPrices


@pytest.fixture
def used(add_tenant, sessions):
    tenant = add_tenant()
    with transaction(sessions) as session:
        row = session.get_one(Tenant, tenant.id)
        row.configuration = {**row.configuration, "limits": {"messages": 10**6}}
        store(session, row, date(2026, 11, 20), {"messages_out": {"service": 7}}, AiPrices())


def test_usage_from_the_command_line(signed_in, used, tmp_path):
    assert "acme" in signed_in("usage", "show", "--month", "2026-11").out
    assert "messages_out_service" in signed_in("usage", "export", "--month", "2026-11").out
    path = tmp_path / "usage.csv"
    assert signed_in("usage", "export", "--month", "2026-11", "--by", "day", "--output", str(path)).code == 0
    assert "2026-11-20" in path.read_text(encoding="utf-8")
    document = signed_in("usage", "export", "--month", "2026-11", "--format", "json").json
    assert document["data"][0]["totals"]["messages_out"] == {"service": 7}
    assert signed_in("usage", "show", "--month", "2026-13").code == 2


def test_where_a_tenant_stands(signed_in, used):
    assert "messages" in signed_in("usage", "standing", "acme").out
    assert signed_in("usage", "standing", "acme", "--json").json["data"][0]["level"] == "ok"
