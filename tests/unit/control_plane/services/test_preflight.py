from dataclasses import replace

import pytest

from control_plane.services.preflight import (
    Person,
    WhatsApp,
    email_problem,
    hostname_problem,
    number_problems,
    request_problems,
    slug_problem,
    taken_problems,
)


def numbered(display_phone_number):
    return WhatsApp("123456789", "987654321", "token", "secret", display_phone_number)


@pytest.mark.parametrize("slug", ["ab", "acme", "acme-2", "a1-b2-c3", "a" * 31])
def test_good_slugs(slug):
    assert slug_problem(slug) is None


@pytest.mark.parametrize(
    "slug",
    ["", "a", "A", "Acme", "1acme", "-acme", "acme-", "ac--me", "ac_me", "ac.me", "açai", "a" * 32, "acme\n"],
)
def test_bad_slugs(slug):
    assert slug_problem(slug)


@pytest.mark.parametrize(
    "slug", ["panel", "www", "api", "admin", "phone", "edge", "sandbox", "mail", "localhost"]
)
def test_reserved_slugs(slug):
    assert "reserved" in slug_problem(slug)


@pytest.mark.parametrize("hostname", ["atendimento.acme.com.br", "a.io", "xn--aai-qla.example"])
def test_good_hostnames(hostname):
    assert hostname_problem(hostname, "localhost") is None


@pytest.mark.parametrize(
    "hostname",
    [
        "",
        "acme",
        "ACME.com",
        "a..b",
        "-a.com",
        "a-.com",
        "a b.com",
        "a.com/x",
        "*.a.com",
        "192.0.2.1",
        "a" * 250 + ".com",
    ],
)
def test_bad_hostnames(hostname):
    assert hostname_problem(hostname, "localhost")


@pytest.mark.parametrize("hostname", ["guiche.example", "panel.guiche.example", "x.y.guiche.example"])
def test_the_platforms_own_names_are_refused(hostname):
    assert "belong to the platform" in hostname_problem(hostname, "guiche.example")


@pytest.mark.parametrize("email", ["ana@acme.com.br", "a.b+c@x-y.example"])
def test_good_emails(email):
    assert email_problem(email) is None


@pytest.mark.parametrize(
    "email", ["", "ana", "ana@", "@acme.com", "a b@c.com", "a@b@c.com", "a@-b.com", "a@b..com"]
)
def test_bad_emails(email):
    assert email_problem(email)


def test_a_good_request_has_no_problems(tenant_request):
    assert request_problems(tenant_request(), "localhost") == {}


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("name", {"name": ""}),
        ("database", {"database": "postgres"}),
        ("locale", {"locale": "fr"}),
        ("timezone", {"timezone": "Mars/Base"}),
        ("admin.email", {"admin": Person("Ana", "ana")}),
        ("admin.name", {"admin": Person("", "ana@x.example")}),
        ("name", {"name": "ACME\nDROP"}),
        ("admin.name", {"admin": Person("Ana\u202egpj.exe", "ana@x.example")}),
        ("admin.name", {"admin": Person("A" * 121, "ana@x.example")}),
        ("attendants.0.name", {"attendants": (Person("\u200b", "b@x.example"),)}),
        ("admin.email", {"admin": Person("Ana", "ana\u202e@x.example")}),
        ("whatsapp.display_phone_number", {"whatsapp": numbered("+55 11\u2066 4004")}),
        ("whatsapp.display_phone_number", {"whatsapp": numbered("1" * 41)}),
        ("fila_ia.url", {"fila_ia_url": "http://fila\u202e.example"}),
        ("attendants.1.email", {"attendants": (Person("B", "b@x.example"), Person("C", "B@X.example"))}),
        ("fila_ia.url", {"fila_ia_url": "fila.example"}),
        ("fila_ia.key", {"fila_ia_key": ""}),
        ("smoke_phone", {"smoke_phone": "12-34"}),
        ("hostnames.0", {"hostnames": ("nodots",)}),
    ],
)
def test_each_problem_is_named_by_its_field(tenant_request, field, change):
    assert list(request_problems(tenant_request(**change), "localhost")) == [field]


@pytest.mark.parametrize("field", ["phone_number_id", "waba_id", "token", "app_secret"])
def test_missing_whatsapp_credentials_say_where_to_find_them(tenant_request, field):
    request = tenant_request()
    request = replace(request, whatsapp=replace(request.whatsapp, **{field: ""}))
    problems = request_problems(request, "localhost")
    assert list(problems) == [f"whatsapp.{field}"]


def test_a_pasted_secret_with_a_line_break_is_noticed(tenant_request):
    request = tenant_request(fila_ia_key="one\ntwo")
    assert "line breaks" in request_problems(request, "localhost")["fila_ia.key"]


def test_every_problem_is_told_at_once(tenant_request):
    request = tenant_request(slug="-", name="", fila_ia_key="", admin=Person("", ""))
    problems = request_problems(request, "localhost")
    assert set(problems) == {"slug", "name", "fila_ia.key", "admin.name", "admin.email"}


def test_taken_names(tenant_request):
    request = tenant_request(hostnames=("a.example", "b.example", "b.example", "x.c.example"))
    problems = taken_problems(request, {"acme"}, {"a.example", "c.example"})
    assert set(problems) == {"slug", "hostnames.0", "hostnames.2", "hostnames.3"}


def test_a_number_belongs_to_one_tenant(tenant_request):
    request = tenant_request()
    assert number_problems(request.whatsapp.phone_number_id, {"1": "other"}) == {}
    problems = number_problems(request.whatsapp.phone_number_id, {request.whatsapp.phone_number_id: "acme"})
    assert "acme" in problems["whatsapp.phone_number_id"]
