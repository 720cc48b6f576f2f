from datetime import UTC, datetime, timedelta, timezone

import pymysql
import pytest
from sqlalchemy.dialects import mysql
from sqlalchemy.exc import OperationalError

from appliance.database import UtcDateTime, is_outage, make_engine
from appliance.settings import DatabaseSettings

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
    ("code", "words", "outage"),
    [
        (2003, "x", True),
        (2013, "x", True),
        (1213, "x", True),
        (3140, "x", False),
        (4025, "x", False),
        (3, "Error writing file '/tmp/MLfd=42' (OS errno 28 - No space left on device)", True),
        (1026, "Error writing file './appliance/messages' (errno: 28)", True),
        (1030, "Got error 28 - 'No space left on device' from storage engine", True),
        (1030, 'Got error 28 "No space left on device" from storage engine InnoDB', True),
        (1030, "Got error 139 - 'Too big row' from storage engine", False),
    ],
)
def test_an_outage_is_told_from_bad_content(code: int, words: str, outage: bool) -> None:
    error = OperationalError("INSERT", {}, pymysql.err.OperationalError(code, words))
    assert is_outage(error) == outage


def test_what_a_failed_statement_was_to_write_is_in_no_error() -> None:
    settings = DatabaseSettings(host="127.0.0.1", port=1, name="n", user="u", password="p")
    engine = make_engine(settings)
    assert engine.hide_parameters
    engine.dispose()
