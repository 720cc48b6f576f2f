from datetime import UTC, datetime

import time_machine

from appliance.conversations.live import protocol_number


@time_machine.travel(datetime(2026, 11, 22, 1, 30, tzinfo=UTC), tick=False)
def test_the_protocol_carries_the_tenants_day() -> None:
    assert protocol_number(42, "America/Sao_Paulo") == "20261121-000042"
    assert protocol_number(1234567, "UTC") == "20261122-1234567"
