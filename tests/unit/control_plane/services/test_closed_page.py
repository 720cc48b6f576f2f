import base64
import hashlib
import re
from pathlib import Path

import pytest

from control_plane.database import transaction, utc_now
from control_plane.models import BrandPicture, Operation, Tenant
from control_plane.services.closed_page import closed_page

TEMPLATES = Path(__file__).parents[4] / "templates"


@pytest.fixture
def page(sessions, add_tenant):
    def make(closed_as="suspended", locale="pt-BR", name="ACME", brand=None):
        tenant_id = add_tenant(name=name).id
        with transaction(sessions) as session:
            tenant = session.get_one(Tenant, tenant_id)
            tenant.configuration = {**tenant.configuration, "locale": locale}
            if brand is not None:
                session.add(BrandPicture(tenant_id=tenant_id, digest="d", content=b"\x89PNG\r\n\x1a\nrest"))
                applied = {"kind": "brand", "inputs": brand, "state": "succeeded", "finished_at": utc_now()}
                session.add(Operation(tenant_id=tenant_id, requested_by="ana", **applied))
            session.flush()
            return closed_page(session, TEMPLATES, tenant, closed_as)

    return make


@pytest.mark.parametrize(
    ("closed_as", "locale", "words"),
    [
        ("suspended", "pt-BR", "Atendimento suspenso"),
        ("archived", "pt-BR", "Atendimento encerrado"),
        ("suspended", "en", "Help desk suspended"),
        ("archived", "es", "Atención cerrada"),
    ],
)
def test_it_says_what_is_so_in_the_tenants_language(page, closed_as, locale, words):
    html = page(closed_as, locale)
    assert f"<h1>{words}</h1>" in html
    assert f'lang="{locale}"' in html


def test_nothing_a_client_is_called_is_markup(page):
    assert "&lt;script&gt;" in page(name="<script>alert(1)</script>")


def test_it_wears_the_brand(page):
    html = page(brand={"name": "Padaria <do> Zé", "colour": "#0f6b52", "logo": "d"})
    assert 'alt="Padaria &lt;do&gt; Zé"' in html
    assert "--accent:#0f6b52" in html
    assert "data:image/png;base64," in html


def test_it_allows_its_own_style_and_nothing_else(page):
    html = page(brand={"colour": "#0f6b52"})
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1].replace("&#39;", "'")
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'"
    assert "<script" not in html
