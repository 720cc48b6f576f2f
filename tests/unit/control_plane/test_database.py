import threading

import pytest
from sqlalchemy import select

from control_plane.database import Sessions, fold, reading, transaction
from control_plane.models import PlatformFact


def fact(name: str) -> PlatformFact:
    return PlatformFact(name=name, value={})


def test_a_look_waits_for_no_writer(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        session.add(fact("before"))
    seen: list[str] = []

    def look() -> None:
        with reading(sessions) as session:
            seen.extend(session.scalars(select(PlatformFact.name)))

    with transaction(sessions) as session:
        session.add(fact("meanwhile"))
        session.flush()
        thread = threading.Thread(target=look)
        thread.start()
        thread.join(5)
        assert seen == ["before"]


def test_a_look_holds_no_writer_up(sessions: Sessions) -> None:
    with reading(sessions) as session:
        assert session.scalars(select(PlatformFact)).all() == []
        with transaction(sessions) as other:
            other.add(fact("meanwhile"))
        assert session.scalars(select(PlatformFact)).all() == []  # as it stood when it began
    with reading(sessions) as session:
        assert session.scalars(select(PlatformFact.name)).all() == ["meanwhile"]


def test_a_look_that_would_write_says_so(sessions: Sessions) -> None:
    with pytest.raises(RuntimeError), reading(sessions) as session:
        session.add(fact("lost"))


@pytest.mark.parametrize(
    ("text", "folded"),
    [("São João", "sao joao"), ("STRASSE", "strasse"), ("Straße", "strasse"), (None, None)],
)
def test_as_people_search(text: str | None, folded: str | None) -> None:
    assert fold(text) == folded
