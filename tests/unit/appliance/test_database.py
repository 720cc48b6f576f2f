from datetime import UTC, datetime, timedelta, timezone

import pymysql
import pytest
from sqlalchemy.dialects import mysql
from sqlalchemy.exc import OperationalError

from appliance.database import UtcDateTime, is_outage

DIALECT = mysql.dialect()  # type: ignore[no-untyped-call]


def test_moments_are_stored_in_utc_and_come_back_aware() -> None:
    local = datetime(2026, 11, 21, 9, tzinfo=timezone(timedelta(hours=-3)))
    stored = UtcDateTime().process_bind_param(local, DIALECT)
    assert stored == datetime(2026, 11, 21, 12, tzinfo=UTC).replace(tzinfo=None)
    assert UtcDateTime().process_result_value(stored, DIALECT) == datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        UtcDateTime().process_bind_param(datetime.now(UTC).replace(tzinfo=None), DIALECT)


@pytest.mark.parametrize(
    ("code", "outage"), [(2003, True), (2013, True), (1213, True), (3140, False), (4025, False)]
)
def test_an_outage_is_told_from_bad_content(code: int, outage: bool) -> None:
    error = OperationalError("INSERT", {}, pymysql.err.OperationalError(code, "x"))
    assert is_outage(error) == outage
