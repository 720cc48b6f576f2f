"""No page offers what its reader may not do: every form and link of ours leads where their role may go."""

import re

import pytest

from control_plane.access import access_of
from control_plane.database import transaction
from control_plane.models import Operation
from control_plane.roles import ROLES
from control_plane.services.preflight import WhatsApp
from tests.unit.control_plane.web.conftest import Browser

FORM = re.compile(r'<form[^>]*?method="post"[^>]*?action="([^"]+)"')
LINK = re.compile(r'<a[^>]*?href="(/[^"]*)"')


@pytest.fixture
def reader(app, operator_of):
    """Signs somebody with a role in."""

    def make(role):
        email, _ = operator_of(role)
        browser = Browser(app.test_client())
        browser.client.post("/login", data={"email": email, "password": operator_of.password})
        return browser

    return make


@pytest.fixture
def pages(create, bring_to, backup_id, sessions):
    """Addresses of pages with everything on them that can be done to a tenant and an operation."""
    found = [
        "/tenants",
        "/tenants/acme",
        "/tenants/acme/support",
        "/operations",
        "/alarms",
        "/audit",
        "/platform",
        "/account",
    ]
    error = {"error_code": "x", "error_message": "It broke.", "next_action": "Look."}
    for at, state in enumerate(("failed", "running", "queued")):
        slug = f"other{at}"
        operation_id = create(slug=slug, whatsapp=WhatsApp(f"22345678{at}", "987654321", "token", "secret"))
        bring_to(operation_id, state, done=3, **(error if state == "failed" else {}))
        found += [f"/operations/{operation_id}", f"/tenants/{slug}"]
    with transaction(sessions) as session:
        created = session.query(Operation).filter_by(kind="create_tenant", state="succeeded").one()
    return [*found, f"/operations/{created.id}"]


def offered(page):
    """(method, path) of what can be pressed."""
    yield from (("POST", path) for path in FORM.findall(page))
    yield from (("GET", path.partition("?")[0]) for path in LINK.findall(page))


@pytest.mark.parametrize("role", ROLES)
def test_only_what_the_role_may_is_offered(app, reader, pages, role):
    browser = reader(role)
    routes = app.url_map.bind("localhost")
    beyond = set()
    for path in pages:
        for method, wanted in offered(browser.get(path)):
            endpoint, _ = routes.match(wanted, method)
            access = access_of(app, endpoint)
            if access != "public" and access not in ROLES[role]:
                beyond.add((path, method, wanted))
    assert beyond == set()


ASKED_ON_A_PAGE = {"repairs", "restore", "brand", "change", "suspend", "archive", "delete", "purge"}
"""What has a page of its own, that says what it does before it is done."""


@pytest.mark.parametrize(
    ("role", "actions"),
    [
        (
            "operator",
            {"resume", "undo", "cancel", "backups", "drill", "bulk", "logins", *ASKED_ON_A_PAGE} - {"purge"},
        ),
        ("support", {"resume", "cancel", "backups", "drill", "bulk", "repairs"}),
        ("viewer", set()),
    ],
)
def test_what_the_role_may_is_offered(reader, pages, role, actions):
    browser = reader(role)
    shown = [browser.get(page) for page in pages]
    forms = {path for page in shown for path in FORM.findall(page)}
    links = {path.partition("?")[0] for page in shown for path in LINK.findall(page)}
    found = {path.rpartition("/")[2] for path in forms if path.startswith(("/tenants/", "/operations/"))}
    found |= {path.rpartition("/")[2] for path in links} & ASKED_ON_A_PAGE
    assert found - {path.rpartition("/")[2] for path in pages} == actions


def test_a_page_beyond_the_role_says_so(reader):
    page = reader("viewer").get("/tenants/new", status=403)
    assert "Seu perfil não permite isso" in page
