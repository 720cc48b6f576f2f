"""The form of a new tenant: every way it can be refused, and that it is one operation."""

import re

import pytest

from control_plane.database import transaction
from control_plane.models import Operation, PlatformFact, Tenant

FORM = {
    "form_key": "one-form",
    "name": "Padaria da Vila",
    "slug": "padaria",
    "admin.name": "Ana",
    "admin.email": "ana@padaria.example",
    "attendant_name": ["Beto", ""],
    "attendant_email": ["beto@padaria.example", ""],
    "whatsapp.phone_number_id": "106540352242922",
    "whatsapp.waba_id": "102290129340398",
    "whatsapp.display_phone_number": "+55 11 4004-0001",
    "whatsapp.token": "token-of-padaria",
    "whatsapp.app_secret": "app-secret-of-padaria",
    "whatsapp.verify_token": "",
    "fila_ia.url": "http://fila.example/",
    "fila_ia.key": "key-of-padaria",
    "database": "mariadb",
    "locale": "es",
    "timezone": "America/Manaus",
    "hostnames": "Atendimento.Padaria.example\nwww.padaria.example",
    "smoke_phone": "+55 (11) 98765-0001",
}


@pytest.fixture
def send(browser):
    """Sends the good form with changes."""
    return lambda **changes: browser.post(
        "/tenants/new", {**FORM, **{name.replace("__", "."): value for name, value in changes.items()}}
    )


def test_a_good_form_starts_the_creation_and_shows_it(send, services):
    response = send()
    operation = services.history.list_all()[0]
    assert (response.status_code, response.location) == (303, f"/operations/{operation['id']}")
    tenant = services.tenants.show("padaria")
    assert (tenant["database"], tenant["locale"], tenant["timezone"]) == ("mariadb", "es", "America/Manaus")
    assert tenant["fila_ia"] == {"url": "http://fila.example"}
    assert [person["email"] for person in tenant["users"]] == ["ana@padaria.example", "beto@padaria.example"]
    assert [hostname["name"] for hostname in tenant["hostnames"]] == [
        "padaria.localhost",
        "atendimento.padaria.example",
        "www.padaria.example",
    ]


def test_the_phone_is_kept_as_digits(send, sessions):
    send()
    with transaction(sessions) as session:
        assert session.query(Operation).one().inputs["smoke_phone"] == "5511987650001"


def test_sent_twice_it_is_one_operation(send, services):
    assert send().location == send().location
    assert len(services.history.list_all()) == 1


def test_the_same_form_with_other_data_is_refused_and_gets_a_new_key(send, services):
    send()
    response = send(name="Outra")
    assert response.status_code == 409
    assert "Este formulário já foi enviado com outros dados" in response.text
    assert 'name="form_key" value="one-form"' not in response.text
    assert len(services.history.list_all()) == 1


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "Padaria\u202eavil", "Há caracteres invisíveis aqui"),
        ("admin.name", "\u200b", "Informe o nome da pessoa."),
        ("admin.name", "A" * 121, "Encurte: no máximo 120 caracteres."),
        ("admin.email", "ana\u200e@x.example", "O e-mail tem caracteres invisíveis"),
        ("whatsapp.display_phone_number", "\u2066+55", "Há caracteres invisíveis aqui"),
        ("whatsapp.display_phone_number", "\u200d", "Escreva o número como as pessoas veem"),
        ("whatsapp.display_phone_number", "hello", "Escreva o número como as pessoas veem"),
        ("slug", "-", "Use de 2 a 31 letras minúsculas"),
        ("slug", "panel", "reservado à plataforma"),
        ("name", "", "Informe o nome do cliente"),
        ("admin.name", "", "Informe o nome da pessoa"),
        ("admin.email", "ana", "não é um e-mail válido"),
        ("whatsapp.phone_number_id", "+55 11", "Informe o ID do número"),
        ("whatsapp.waba_id", "", "Informe o ID da conta"),
        ("whatsapp.token", "", "token permanente"),
        ("whatsapp.app_secret", "", "chave secreta"),
        ("whatsapp.verify_token", "a b", "não parece um segredo"),
        ("fila_ia.url", "ftp://x", "endereço da FILA-IA"),
        ("fila_ia.key", "", "chave da FILA-IA"),
        ("database", "oracle", "Escolha um destes"),
        ("locale", "fr", "Escolha um destes"),
        ("timezone", "Mars/Base", "fuso horário"),
        ("hostnames", "good.example 10.0.0.1", "é um endereço IP"),
        ("smoke_phone", "abc", "Só números"),
    ],
)
def test_each_problem_stands_at_its_field(send, services, field, value, said):
    response = send(**{field: value})
    assert response.status_code == 422
    assert said in problem_at(response.text, field)
    assert services.history.list_all() == []


def test_problems_of_attendants_stand_in_their_rows(send):
    page = send(attendant_name=["Beto", "", "Cida"], attendant_email=["x", "", "ana@padaria.example"]).text
    assert "não é um e-mail válido" in problem_at(page, "attendants.0.email")
    assert "aparece duas vezes" in problem_at(page, "attendants.1.email")


def test_a_taken_name_and_address(send, active_tenant):
    page = send(slug="acme", hostnames="www.acme.localhost").text
    assert "já é de outro cliente" in problem_at(page, "slug")
    assert "“www.acme.localhost”" in problem_at(page, "hostnames")


def test_what_was_typed_comes_back_but_no_secret(send):
    page = send(slug="-", whatsapp__verify_token="verify-of-padaria").text
    for name in ("name", "admin.email", "whatsapp.waba_id", "fila_ia.url", "smoke_phone"):
        assert f'value="{FORM[name]}"' in page
    assert FORM["hostnames"].strip() in page
    assert 'value="mariadb" checked' in page
    assert '<option value="America/Manaus" selected>' in page
    assert '<option value="es" selected>' in page
    assert 'value="beto@padaria.example"' in page
    assert "-of-padaria" not in page
    assert 'name="form_key" value="one-form"' in page


def test_no_room_is_said_above_the_form(send, sessions):
    with transaction(sessions) as session:
        session.add(PlatformFact(name="capacity", value={"disk_free": 0, "subnets_free": 0}))
    page = send().text
    notice = page.partition('role="alert"')[2].partition("<fieldset")[0]
    assert "livres em disco" in notice
    assert "Acabaram os endereços" in notice
    assert "Há 1 ponto a corrigir" in notice


def test_the_form_offers_the_platforms_queue_and_the_future_address(browser):
    page = browser.get("/tenants/new")
    assert 'value="http://fila.example"' in page
    assert 'data-address="http://•.localhost:8080"' in page


def test_secret_fields_are_passwords_nobody_completes(browser):
    page = browser.get("/tenants/new")
    for name in ("whatsapp.token", "whatsapp.app_secret", "whatsapp.verify_token", "fila_ia.key"):
        tag = re.search(rf'<input[^>]+name="{name}"[^>]*>', page)
        assert tag
        assert 'type="password"' in tag[0]
        assert 'autocomplete="off"' in tag[0]
        assert "value" not in tag[0]


def problem_at(page: str, field: str) -> str:
    """The sentence that the field's `aria-describedby` leads to."""
    found = re.search(rf'id="{re.escape(field)}-problem">([^<]*)<', page)
    assert found, f"no problem at {field}"
    return found[1].replace("&#34;", '"')


class TestCopy:
    @pytest.fixture
    def source(self, backup_id, services, actor, sessions):
        """Of a tenant with a plan and a limit of its own; returns the path of the form."""
        services.plans.create("gold", "Gold", {}, actor)
        with transaction(sessions) as session:
            tenant = session.query(Tenant).one()
            own = {"users": 7, "cpus": 2.5, "messages": None}
            tenant.configuration = {**tenant.configuration, "plan": "gold", "limits": own}
        return backup_id

    def test_it_begins_with_the_plan_and_the_limits_of_its_source(self, browser, source):
        page = browser.get(f"/tenants/new?from_backup={source}")
        assert '<option value="gold" selected>' in page
        assert re.search(r'name="limits.users" type="text" value="7"', page)
        assert re.search(r'name="limits.messages" type="text" value=""', page)
        assert re.search(r'name="limits.cpus" type="text" value="2,5"', page)

    def test_it_gets_them_as_they_were_left(self, send, source, sessions):
        changes = {"limits.users": "9", "limits.cpus": "2,5", "limits.messages": ""}
        response = send(database="mysql", from_backup=source, plan="gold", **changes)
        assert response.status_code == 303
        with transaction(sessions) as session:
            copy = session.query(Tenant).filter_by(slug="padaria").one().configuration
        assert (copy["plan"], copy["limits"]) == ("gold", {"users": 9, "cpus": 2.5})

    def test_a_limit_that_cannot_be_is_told_beside_it(self, send, source):
        response = send(database="mysql", from_backup=source, plan="gold", **{"limits.users": "many"})
        assert response.status_code == 422
        assert "número inteiro" in problem_at(response.text, "limits.users")

    def test_of_a_source_without_its_own_no_limits_are_asked(self, browser, backup_id):
        assert "limits.users" not in browser.get(f"/tenants/new?from_backup={backup_id}")
