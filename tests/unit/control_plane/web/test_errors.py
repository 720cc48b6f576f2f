def test_a_page_that_is_not_there_is_a_page(browser):
    response = browser.client.get("/nowhere", headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert "Não encontramos esta página" in response.text


def test_programs_get_the_apis_shape(browser):
    for path, accept in (("/api/v1/nowhere", "text/html"), ("/nowhere", "application/json")):
        response = browser.client.get(path, headers={"Accept": accept})
        assert response.status_code == 404
        assert response.json["error"]["code"] == "not_found"


def test_a_wrong_method_is_said_in_words(browser, active_tenant):
    response = browser.client.get("/tenants/acme/logins", headers={"Accept": "text/html"})
    assert response.status_code == 405


def test_pages_of_strangers_carry_no_operator(stranger):
    response = stranger.client.get("/nowhere", headers={"Accept": "text/html"})
    assert response.status_code == 404
    assert "logout" not in response.text
