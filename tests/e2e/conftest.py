"""One platform for all end-to-end tests, and a browser."""

import os
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import docker
import pytest
from playwright.sync_api import Browser, Page

from demo.showcase import fill
from demo.showcase.scenes import ATTENDANT, Scene, scenes
from tests.e2e.hostile import write_to_us
from tests.e2e.platform import Platform, begin_anew, eventually, still_up, take_down
from tests.e2e.walk import Seen, walk


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    """The platform with tenant acme. GUICHE_TEST_KEEP=1 leaves it for a closer look, or for the next run."""
    is_kept = bool(os.environ.get("GUICHE_TEST_KEEP"))
    try:
        yield (is_kept and still_up()) or begin_anew()
    finally:
        if not is_kept:
            take_down()


@pytest.fixture(autouse=True)
def _calm_weather(request: pytest.FixtureRequest) -> Iterator[None]:
    """No fault outlives the test that switched it on."""
    yield
    if "platform" in request.fixturenames:
        request.getfixturevalue("platform").sandbox("DELETE", "/faults")


@pytest.fixture
def healthy_ai(platform: Platform) -> None:
    """FILA-IA answers and the breaker knows: an earlier test's faults opened it, customers close it again."""
    desk = platform.sign_in()

    def is_closed() -> bool:
        if desk.call("GET", "/auth/me").json()["ai"]["state"] == "ok":
            return True
        platform.writes(f"5511933{uuid4().int % 10**6:06}", "Alguém aí?")
        time.sleep(5)
        return False

    eventually(is_closed, "FILA-IA to be trusted again", seconds=150)


@pytest.fixture(scope="session")
def engine() -> Iterator[docker.DockerClient]:
    client = docker.from_env()
    yield client
    client.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A page of a browser nobody used before, in Portuguese."""
    context = browser.new_context(locale="pt-BR", viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def other_tab(browser: Browser) -> Iterator[Page]:
    """A second person's browser."""
    context = browser.new_context(locale="pt-BR", viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def showcase(platform: Platform) -> dict[str, Any]:
    """A desk with something on it; ids by name."""
    return fill(platform.demo)


@pytest.fixture(scope="session")
def walked(platform: Platform, showcase: dict[str, Any]) -> Seen:
    """What was seen on every page, while strangers have written what they could to spoil it."""
    strangers = write_to_us(platform).values()
    hostile = [Scene(f"hostile-{at}", f"/inbox/{id_}?tab=all", ATTENDANT) for at, id_ in enumerate(strangers)]
    return walk(platform, [*scenes(showcase), *hostile])
