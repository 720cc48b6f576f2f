from datetime import date

import pytest

from control_plane.database import transaction
from control_plane.models import Tenant
from control_plane.services.usage import store
from control_plane.services.usage_figures import AiPrices


@pytest.fixture
def count(sessions, add_tenant):
    ids = {slug: add_tenant(slug).id for slug in ("acme", "zeta")}

    def make(day, users, active, slug="acme", **changes):
        figures = {"users": users, "active_users": active}
        with transaction(sessions) as session:
            store(session, session.get_one(Tenant, ids[slug]), day, figures, AiPrices(), **changes)

    return make


def test_before_the_first_day_nobody_knows(services, count):
    count(date(2026, 11, 20), 4, 2, "zeta")
    assert services.tenants.show("acme")["people"] is None


def test_they_are_those_of_the_last_day(services, count):
    for day, users in ((21, 7), (19, 9), (20, 8)):
        count(date(2026, 11, day), users, 5)
    assert services.tenants.show("acme")["people"] == {"day": "2026-11-21", "users": 7, "active_users": 5}


def test_the_day_on_which_the_help_desk_was_stopped_counts(services, count):
    count(date(2026, 11, 21), 7, 0, is_partial=True)
    assert services.tenants.show("acme")["people"] == {"day": "2026-11-21", "users": 7, "active_users": 0}
