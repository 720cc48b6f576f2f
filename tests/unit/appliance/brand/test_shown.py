"""What is shown where the client's own looks cannot be known."""

from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError

from appliance.brand.shown import Shown, shown_now
from appliance.settings import TenantSettings


@pytest.fixture
def context() -> object:
    """Whose database is away."""

    def sessions() -> None:
        raise OperationalError("", {}, Exception("down"))

    tenant = TenantSettings("t", "acme", "ACME", "pt-BR", "UTC", "https://acme.example", "")
    return SimpleNamespace(settings=SimpleNamespace(tenant=tenant), sessions=sessions)


def test_while_the_database_is_away_pages_have_our_looks(context: object) -> None:
    assert shown_now(context) == Shown("ACME")  # type: ignore[arg-type]


def test_the_logo_is_the_icon_unless_there_is_one() -> None:
    assert Shown("ACME", logo="a").icon == "a"
    assert Shown("ACME", logo="a", favicon="b").icon == "b"
