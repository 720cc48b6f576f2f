from pathlib import Path

import pytest
from flask import Flask

from sandbox.app import create_app
from sandbox.settings import Settings
from tests.unit.sandbox.doubles import FakeTenant, ManualTimeline, Sandbox


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        port=0,
        data_dir=tmp_path,
        loopback_address="127.0.0.1",
        sent_after=0.1,
        delivered_after=0.5,
        answer_after=1.0,
        review_after=2.0,
        sandbox_openapi=None,
        retry_speed=60,
    )


@pytest.fixture
def timeline() -> ManualTimeline:
    return ManualTimeline()


@pytest.fixture
def tenant() -> FakeTenant:
    return FakeTenant()


@pytest.fixture
def app(settings: Settings, timeline: ManualTimeline, tenant: FakeTenant) -> Flask:
    return create_app(settings, timeline, tenant.session())


@pytest.fixture
def sandbox(app: Flask, timeline: ManualTimeline, tenant: FakeTenant) -> Sandbox:
    """Registered and connected."""
    world = Sandbox(app.test_client(), timeline, tenant)
    world.register()
    world.connect()
    return world
