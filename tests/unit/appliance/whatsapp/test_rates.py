from typing import Any

import pytest

from appliance.whatsapp.rates import COEXISTENCE, RAISED, STANDARD, rate_of


@pytest.mark.parametrize(
    ("number", "per_second"),
    [
        ({}, STANDARD),
        ({"throughput": {"level": "STANDARD"}}, STANDARD),
        ({"throughput": {"level": "HIGH"}}, RAISED),
        ({"throughput": {"level": "NOT_APPLICABLE"}}, STANDARD),
        ({"throughput": None}, STANDARD),
        (
            {"throughput": {"level": "STANDARD"}, "is_on_biz_app": True, "platform_type": "CLOUD_API"},
            COEXISTENCE,
        ),
        ({"throughput": {"level": "HIGH"}, "is_on_biz_app": False}, RAISED),
    ],
)
def test_the_pace_follows_from_what_meta_says_of_the_number(
    number: dict[str, Any], per_second: float
) -> None:
    assert rate_of(number) == per_second
