import pytest

from control_plane.web.page import is_own_path


def test_a_stranger_is_sent_to_the_login_and_back(stranger, credentials):
    response = stranger.client.get("/audit?before=7")
    assert response.status_code == 302
    assert response.location == "/login?next=/audit?before%3D7"
    response = stranger.client.post("/login", data={**credentials, "next": "/audit?before=7"})
    assert (response.status_code, response.location) == (303, "/audit?before=7")


def test_a_wrong_password_says_so_and_keeps_the_email(stranger, credentials):
    response = stranger.client.post("/login", data={**credentials, "password": "wrong"})
    assert response.status_code == 401
    assert "E-mail ou senha incorretos." in response.text
    assert f'value="{credentials["email"]}"' in response.text


def test_too_many_wrong_passwords(stranger, credentials):
    for _ in range(5):
        stranger.client.post("/login", data={**credentials, "password": "wrong"})
    response = stranger.client.post("/login", data=credentials)
    assert response.status_code == 429
    assert "espere 15 minutos" in response.text


def test_signed_in_the_login_page_leads_on(browser):
    assert browser.client.get("/login").location == "/tenants"


@pytest.mark.parametrize("path", ["https://evil.example/", "//evil.example", "/\\evil.example", "tenants"])
def test_no_redirect_leaves_the_site(stranger, credentials, path):
    assert not is_own_path(path)
    response = stranger.client.post("/login", data={**credentials, "next": path})
    assert response.location == "/tenants"


def test_signing_out(browser):
    assert browser.post("/logout").location == "/login"
    assert browser.client.get("/tenants").status_code == 302


def test_a_form_without_the_pages_token_is_refused(browser, active_tenant):
    response = browser.client.post("/tenants/acme/backups")
    assert response.status_code == 403
    assert "A página está desatualizada" in response.text


def test_the_language_is_kept_and_the_page_too(stranger):
    response = stranger.client.post("/language", data={"language": "es", "next": "/login"})
    assert (response.status_code, response.location) == (303, "/login")
    assert '<html lang="es"' in stranger.get("/login")


def test_an_unknown_language_is_refused(stranger):
    assert stranger.client.post("/language", data={"language": "tlh"}).status_code == 422


def test_the_theme_comes_from_its_cookie(stranger):
    assert "data-theme" not in stranger.get("/login").partition(">")[0] + stranger.get("/login")[:200]
    stranger.client.set_cookie("guiche_theme", "dark")
    assert 'data-theme="dark"' in stranger.get("/login")
    stranger.client.set_cookie("guiche_theme", '"><script>')
    assert '<html lang="pt-BR">' in stranger.get("/login")
