"""Seats for the journeys' people; whatever a page complained of fails the journey."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.journeys.cast import Customer, Person, Seat, arrange, hire
from tests.e2e.platform import Desk, Platform

expect.set_options(timeout=20_000)

Sit = Callable[..., Seat]
Queue = Callable[..., dict[str, Any]]


@pytest.fixture
def sit(browser: Browser, platform: Platform) -> Iterator[Sit]:
    """A browser nobody used before, signed in if a person is named."""
    seats: list[Seat] = []

    def seat(person: Person | None = None, **context: Any) -> Seat:
        settings = {"locale": "pt-BR", "viewport": {"width": 1440, "height": 900}} | context
        seats.append(Seat(browser.new_context(**settings).new_page(), platform))
        if person:
            seats[-1].sign_in(person)
        return seats[-1]

    yield seat
    complaints = [each for one in seats for each in one.complaints]
    for one in seats:
        one.page.context.close()
    assert complaints == []


@pytest.fixture
def admin(platform: Platform) -> Desk:
    """What is set up before a journey begins."""
    return platform.sign_in(as_admin=True)


@pytest.fixture
def queue(admin: Desk) -> Iterator[Queue]:
    """A queue with these people; afterwards nothing comes to it any more."""
    made: list[int] = []

    def create(name: str, *people: Person, **more: Any) -> dict[str, Any]:
        body = {"name": name, "member_ids": [each.id for each in people]} | more
        made.append((found := arrange(admin, "/queues", body))["id"])
        return found

    yield create
    for queue_id in made:
        closed = {"is_default": False, "is_active": False}
        assert admin.call("PATCH", f"/queues/{queue_id}", json=closed).status_code == 200


@pytest.fixture
def attendant(platform: Platform) -> Person:
    return hire(platform, "Bianca")


@pytest.fixture
def celia(platform: Platform) -> Customer:
    return Customer(platform, "Célia")
