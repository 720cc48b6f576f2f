from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.cursor import decode_cursor, encode_cursor
from appliance.errors import InvalidInput


@given(st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-3))])), st.integers(0, 2**62))
def test_a_cursor_comes_back_as_it_went(moment: datetime, row_id: int) -> None:
    assert decode_cursor(encode_cursor((moment, row_id))) == (moment, row_id)


@pytest.mark.parametrize(
    "cursor", ["", "x", "bm9wZQ", "WzEsMl0", "é", "WyIyMDI2LTExLTIxVDEyOjAwOjAwIiwgMV0", "null"]
)
def test_anything_else_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput):
        decode_cursor(cursor)
