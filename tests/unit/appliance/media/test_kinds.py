import pytest

from appliance.media.kinds import KINDS, MEGABYTE


@pytest.mark.parametrize(
    ("kind", "limit"),
    [("image", 5), ("video", 16), ("audio", 16), ("voice", 16), ("document", 100)],
)
def test_what_goes_out_keeps_to_metas_limits(kind: str, limit: int) -> None:
    assert KINDS[kind].sent_limit == limit * MEGABYTE


def test_no_kind_refuses_here_what_meta_would_take() -> None:
    for name, kind in KINDS.items():
        assert kind.sent_limit <= kind.taken_limit, name
        assert kind.sent_types <= kind.taken_types, name
