from collections.abc import Iterable
from typing import Any

from control_plane.adapters.service_logs import MOST_LINES, Line, ServiceLogs

FIRST = "2026-03-02T12:00:00.000000001Z"
SECOND = "2026-03-02T12:00:00.000000002Z"


class FakeEngine:
    def __init__(self, *chunks: bytes) -> None:
        self.chunks = chunks
        self.asked: list[dict[str, Any]] = []

    def service_logs(self, service: str, **options: Any) -> Iterable[bytes]:
        self.asked.append({"service": service, **options})
        return self.chunks


def test_lines_in_the_order_of_time() -> None:
    engine = FakeEngine(f"{SECOND} later\r\n".encode(), f'{FIRST} é {{"a": 1}}\n\n'.encode())
    found = ServiceLogs(engine).after("t-acme_web", "")  # type: ignore[arg-type]
    assert found == [Line(FIRST, 'é {"a": 1}'), Line(SECOND, "later")]
    assert engine.asked[0]["since"] == 0
    assert engine.asked[0]["tail"] == MOST_LINES


def test_what_was_read_before_does_not_come_again() -> None:
    engine = FakeEngine(f"{FIRST} one\n{SECOND} two\n".encode())
    assert ServiceLogs(engine).after("t-acme_web", FIRST) == [Line(SECOND, "two")]  # type: ignore[arg-type]
    assert engine.asked[0]["since"] == 1772452800  # the whole second, of which some is known


def test_what_is_no_text_is_shown_all_the_same() -> None:
    engine = FakeEngine(FIRST.encode() + b" \xff\xfe")
    assert ServiceLogs(engine).after("x", "")[0].text == "\ufffd\ufffd"  # type: ignore[arg-type]
