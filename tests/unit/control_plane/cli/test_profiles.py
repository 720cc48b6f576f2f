import io
import json

import pytest

from control_plane.cli.configuration import Configuration, Profiles
from control_plane.cli.outcome import BadInput


@pytest.fixture
def login(guiche, url, token, monkeypatch):
    def sign_in(*options):
        monkeypatch.setattr("sys.stdin", io.StringIO(token + "\n"))
        return guiche(*options, "login", "--url", url, "--token-stdin")

    return sign_in


def test_several_stand_beside_one_another(guiche, login, config, url):
    assert login().code == 0
    assert "as the profile lab" in login("--profile", "lab").out
    listed = guiche("profile", "list", "--json").json["data"]
    assert [(row["profile"], row["current"]) for row in listed] == [("default", True), ("lab", False)]
    assert guiche("--profile", "lab", "tenant", "list").code == 0
    assert guiche("--profile", "other", "tenant", "list").code == 2


def test_the_first_is_the_current_one(guiche, login):
    login("--profile", "lab")
    assert guiche("tenant", "list").code == 0


def test_another_becomes_current_or_is_forgotten(guiche, login, config):
    login()
    login("--profile", "lab")
    assert guiche("profile", "use", "lab", "--json").json["current"] == "lab"
    assert guiche("profile", "remove", "lab").code == 0
    said = guiche("tenant", "list")
    assert said.code == 2 and "There is: default." in said.err
    assert json.loads(config.read_text())["profiles"].keys() == {"default"}


def test_the_environment_names_one(guiche, login, monkeypatch):
    login()
    monkeypatch.setenv("GUICHE_PROFILE", "lab")
    said = guiche("tenant", "list")
    assert said.code == 2 and "guiche --profile lab login" in said.err
    assert guiche("--profile", "default", "tenant", "list").code == 0


def test_a_file_of_before_there_were_profiles(signed_in, login, config, token):
    assert "token" in json.loads(config.read_text())
    assert signed_in("tenant", "list").code == 0
    login("--profile", "lab")
    assert json.loads(config.read_text())["profiles"].keys() == {"default", "lab"}


@pytest.mark.parametrize("name", ["", "a b", "../x", "x" * 41])
def test_no_name_of_a_profile(login, config, name):
    if name:
        assert login("--profile", name).code == 2
        assert not config.exists()


def test_a_file_that_cannot_be_written_is_one_line(login, monkeypatch):
    monkeypatch.setenv("GUICHE_CONFIG", "/proc/nowhere/guiche.json")
    said = login()
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1)
    assert "/proc/nowhere/guiche.json cannot be written" in said.err and "GUICHE_CONFIG" in said.err


def test_tokens_are_not_shown(guiche, login, token):
    login()
    assert token not in guiche("profile", "list").out + guiche("profile", "list", "--json").out
    assert token not in repr(Profiles("a", {"a": Configuration("http://x", token)}))


def test_one_that_is_not_there_is_neither_used_nor_forgotten(guiche, login):
    login()
    for verb in ("use", "remove"):
        assert guiche("profile", verb, "nobody").code == 2


def test_what_is_missing_is_said_before_anybody_signed_in():
    with pytest.raises(BadInput, match="guiche login --url"):
        Profiles().get()
