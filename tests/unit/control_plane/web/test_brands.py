import re
from io import BytesIO

import pytest

from control_plane.database import transaction
from control_plane.models import Operation
from control_plane.services.history import HistoryFilter
from control_plane.web.language import LANGUAGES
from tests.unit.control_plane.web.test_pages import assert_sound

URL = "/tenants/acme/brand"
PNG = b"\x89PNG\r\n\x1a\nlogo"


@pytest.fixture(autouse=True)
def tenant(active_tenant):
    return active_tenant


@pytest.fixture
def change(browser):
    """Sends the form, files as (content, name)."""

    def send(**data):
        files = {name: (BytesIO(value[0]), value[1]) for name, value in data.items() if type(value) is tuple}
        return browser.post(URL, {**data, **files})

    return send


@pytest.fixture
def inputs(services, sessions):
    def find():
        newest = services.history.list_all(HistoryFilter(tenant="acme"))[0]["id"]
        with transaction(sessions) as session:
            return session.get_one(Operation, newest).inputs

    return find


def field(page, name):
    """The form's part about one field."""
    return re.search(rf'<div class="field[^"]*">\s*<label for="{name}">.*?</div>\s*(?=<div|<p class="actions)', page, re.S)[0]  # fmt: skip # noqa: E501


def test_the_tenant_s_page_leads_there(browser):
    assert f'href="{URL}"' in browser.get("/tenants/acme")


def test_one_that_is_not_active_has_no_such_link(browser, create, tenant_request):
    create("beta", whatsapp=type(tenant_request().whatsapp)("55500111222", "987654321", "t" * 20, "s" * 20))
    assert "/tenants/beta/brand" not in browser.get("/tenants/beta")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_in_each_language(browser, language):
    browser.speak(language)
    page = browser.get(URL)
    assert_sound(page)
    for name in ("name", "colour", "login_text", "logo", "favicon"):
        assert f'<label for="{name}">' in page and f'id="{name}-hint"' in page
    assert page.count('name="reset"') == 5


def test_it_says_that_the_client_s_admin_may_change_it_later(browser):
    page = browser.get(URL)
    assert "também pode mudar a marca" in page and "Vale a última mudança" in page


def test_a_change_is_queued_and_shown(change, inputs):
    sent = {"name": " Padaria do Zé ", "colour": "", "login_text": "", "logo": (PNG, "logo.png")}
    answer = change(**sent, favicon=(b"", ""), reset="colour", form_key="k")
    assert (answer.status_code, answer.location.startswith("/operations/")) == (303, True)
    found = inputs()
    assert len(found.pop("logo")) == 64
    assert found == {"name": "Padaria do Zé", "colour": None}


def test_sent_twice_it_is_one_operation(change):
    first, second = (change(name="Padaria", form_key="k") for _ in range(2))
    assert first.location == second.location


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(change, services):
    before = services.history.list_all()
    answer = change(
        name="x" * 61,
        colour="verde <b>",
        login_text="Olá!\r\nEntre.",
        logo=(b"<svg/>", "a.svg"),
        reset="favicon",
    )
    assert answer.status_code == 422
    assert_sound(answer.text)
    for name, words in (("name", "no máximo 60"), ("colour", "#0f6b52."), ("logo", "SVG não é aceito")):
        part = field(answer.text, name)
        assert words in part
        assert 'aria-invalid="true"' in part and f'aria-describedby="{name}-problem {name}-hint"' in part
    assert 'value="verde &lt;b&gt;"' in answer.text
    assert "Olá!\nEntre.</textarea>" in answer.text.replace("\r\n", "\n")
    assert 'value="favicon" checked' in answer.text and 'value="logo" checked' not in answer.text
    assert "escolha-as de novo" in answer.text
    assert services.history.list_all() == before


def test_set_and_reset_at_once_is_asked_again(change):
    answer = change(name="Padaria", reset="name")
    assert answer.status_code == 422
    assert "não os dois" in field(answer.text, "name")


def test_an_empty_form_is_no_change(change):
    answer = change(name=" ", colour="", logo=(b"", ""))
    assert answer.status_code == 422
    assert "Nada a mudar" in answer.text


def test_what_was_set_from_here_is_shown(browser, change, services, bring_to):
    sent = {"name": "Padaria <b>", "colour": "#0F6B52", "logo": (PNG, "logo.png")}
    bring_to(change(**sent).location.rpartition("/")[2], "succeeded")
    page = browser.get(URL)
    assert_sound(page)
    assert "Padaria &lt;b&gt;" in field(page, "name") and "#0f6b52" in field(page, "colour")
    assert 'src="/tenants/acme/brand/logo"' in field(page, "logo")
    assert "<img" not in field(page, "favicon")
    assert "ana<wbr>@operator<wbr>.example" in page
    picture = browser.client.get(f"{URL}/logo")
    assert (picture.data, picture.mimetype) == (PNG, "image/png")
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    browser.get(f"{URL}/favicon", status=404)


def test_the_operation_s_page_tells_what_it_did(browser, change, bring_to):
    operation = change(name="Padaria").location
    bring_to(operation.rpartition("/")[2], "succeeded")
    page = browser.get(operation)
    assert_sound(page)
    assert "Marca aplicada no cliente" in page and "Aplicar a marca" in page


def test_a_picture_that_is_too_large_is_told_at_its_field(change):
    answer = change(logo=(PNG + b"x" * 400_000, "photo.png"))
    assert answer.status_code == 422
    assert "no máximo 350 KB" in field(answer.text, "logo")


def test_what_is_larger_still_is_refused_in_words(change, monkeypatch):
    monkeypatch.setattr("control_plane.app._LARGEST_BRAND", 300_000)
    answer = change(logo=(PNG + b"x" * 400_000, "film.png"))
    assert answer.status_code == 413
    assert "grande demais" in answer.text


def test_strangers_are_sent_to_sign_in(stranger):
    assert stranger.client.get(URL).status_code == 302
    assert stranger.client.get(f"{URL}/logo").status_code == 302
