import json

import pytest

from control_plane.actor import Visitor
from control_plane.create_operator import main
from control_plane.database import make_engine, make_sessions
from control_plane.errors import InvalidInput, NotAuthenticated
from control_plane.notices import Notices
from control_plane.services.accounts import CodeNeeded
from control_plane.services.container import make_services
from tests.unit.control_plane.authenticator import App

EMAIL, PASSWORD = "ana@operator.example", "a long enough password"


@pytest.fixture
def environ(settings, tmp_path, monkeypatch):
    monkeypatch.setenv("PLATFORM_DATABASE_URL", settings.database_url)
    for name in ("REDIS_PASSWORD", "PLATFORM_KEY", "SESSION_KEY"):
        monkeypatch.setenv(f"{name}_FILE", str(tmp_path / "secret"))
    (tmp_path / "password").write_text(PASSWORD + "\n")


@pytest.fixture
def run(environ, tmp_path, capsys):
    def run(*options):
        assert main(["--email", EMAIL, "--password-file", str(tmp_path / "password"), *options]) == 0
        return json.loads(capsys.readouterr().out)

    return run


@pytest.fixture
def services(settings):
    """Of the database that the command has migrated."""
    engine = make_engine(settings.database_url)
    yield make_services(settings, make_sessions(engine), Notices(None, "test"))
    engine.dispose()


@pytest.fixture
def accounts(services):
    return services.accounts


def test_makes_the_first_operator_of_an_empty_database(run, accounts):
    token = run()["token"]
    assert accounts.by_token(token, Visitor()).name == EMAIL
    assert accounts.sign_in(EMAIL, PASSWORD, Visitor()).actor.name == EMAIL


def test_the_token_file_keeps_the_token(run, tmp_path, accounts):
    first = run("--token-file", str(tmp_path / "token"))
    assert (tmp_path / "token").read_text().strip() == first["token"]
    assert run("--token-file", str(tmp_path / "token")) == first


def test_repairs_a_forgotten_password(run, tmp_path, accounts):
    run()
    (tmp_path / "password").write_text("another long password")
    run()
    accounts.sign_in(EMAIL, "another long password", Visitor())
    with pytest.raises(NotAuthenticated):
        accounts.sign_in(EMAIL, PASSWORD, Visitor())


def test_the_console_makes_whom_it_names_an_owner_again(run, services):
    run("--role", "viewer")
    assert services.operators.list_all()[0]["role"] == "viewer"
    run()
    assert services.operators.list_all()[0]["role"] == "viewer"
    run("--role", "owner")
    assert services.operators.list_all()[0]["role"] == "owner"


def test_a_lost_second_factor_is_taken_away(run, settings, services):
    run()
    ana = services.accounts.sign_in(EMAIL, PASSWORD, Visitor()).actor
    phone = App(services.second_factor.begin(ana, PASSWORD)["secret"])
    services.second_factor.confirm(ana, phone.code())
    run()
    assert isinstance(services.accounts.sign_in(EMAIL, PASSWORD, Visitor()), CodeNeeded)
    run("--reset-second-factor")
    assert services.accounts.sign_in(EMAIL, PASSWORD, Visitor()).actor.name == EMAIL


@pytest.mark.parametrize("password", ["short", "senha12345678"])
def test_refuses_a_weak_password(run, tmp_path, password):
    (tmp_path / "password").write_text(password)
    with pytest.raises(InvalidInput):
        run()


def test_refuses_what_is_no_email(environ, tmp_path):
    with pytest.raises(InvalidInput):
        main(["--email", "ana", "--password-file", str(tmp_path / "password")])
