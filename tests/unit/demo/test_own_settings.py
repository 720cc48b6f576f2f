"""Settings of one's own for the demo's platform: which, what is wrong with them, and where they go."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from control_plane.adapters import stack_file
from control_plane.adapters.stack_file import to_yaml
from demo import own_settings
from demo.errors import DemoError
from demo.instance import Instance
from demo.own_settings import OwnSettings, apply, forget_replaced, keep, kept, read_file
from tests.unit.demo.test_compose_files import _rendered

SECRET = "p$ss word"
GOOD = f"""
# of a real app
META_APP_ID = 77
META_APP_SECRET={SECRET}
PLATFORM_ADDRESSES=192.0.2.7,edge.example.com
BACKUP_HOUR=4
"""


class Swarm:
    """Its secrets alone."""

    def __init__(self, *names: str) -> None:
        self.made: dict[str, bytes] = dict.fromkeys(names, b"")

    def create_secret(self, name: str, value: bytes, labels: dict[str, str]) -> None:
        assert labels == {"guiche.instance": "own"}
        self.made[name] = value

    def secrets(self, filters: Any) -> list[dict[str, Any]]:
        assert filters == {}
        return [{"ID": name, "Spec": {"Name": name}} for name in self.made]

    def remove_secret(self, name: str) -> None:
        del self.made[name]


@pytest.fixture
def write(tmp_path: Path) -> Any:
    def make(text: str) -> Path:
        path = tmp_path / "mine.env"
        path.write_text(text, encoding="utf-8")
        return path

    return make


@pytest.fixture
def instance(tmp_path: Path) -> Any:
    return SimpleNamespace(name="own", labels={"guiche.instance": "own"}, folder=tmp_path / ".demo")


def test_values_and_secrets_are_kept_apart(write: Any) -> None:
    own = read_file(write(GOOD))
    assert own.values == {
        "META_APP_ID": "77",
        "PLATFORM_ADDRESSES": "192.0.2.7,edge.example.com",
        "BACKUP_HOUR": "4",
    }
    assert own.secrets == {"META_APP_SECRET": SECRET}
    assert SECRET not in repr(own)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("BACKUP_HOUR=4\nBAKUP_HOUR=4", "line 2: BAKUP_HOUR is no setting"),
        ("BACKUP_HOUR", "line 1: write NAME=value"),
        ("=4", "line 1: write NAME=value"),
        ("BACKUP_HOUR=4\n\nBACKUP_HOUR=5", "line 3: BACKUP_HOUR stands there twice"),
        ("# x\nBACKUP_HOUR=noon", "line 2: BACKUP_HOUR must be a whole number"),
        ("INSTANCE=mine", "line 1: INSTANCE is the demo's own"),
        ("IMAGE_REDIS=redis", "line 1: IMAGE_REDIS is the demo's own"),
        ("PLATFORM_KEY=aa", "line 1: PLATFORM_KEY is made by the demo"),
        ("PLATFORM_KEY_FILE=/x", "line 1: PLATFORM_KEY_FILE is no setting"),
        ("META_APP_SECRET_FILE=/x", "line 1: META_APP_SECRET_FILE is not needed: write META_APP_SECRET="),
        ("META_APP_ID=7\nMETA_APP_SECRET=", "line 2: META_APP_SECRET is empty"),
        ("GUICHE_MAIL_HOST=mail.example.com", "mine.env: GUICHE_MAIL_FROM must be"),
    ],
)
def test_the_line_that_will_not_do_is_named(write: Any, text: str, said: str) -> None:
    with pytest.raises(DemoError, match=said):
        read_file(write(text))


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(DemoError, match="cannot be read"):
        read_file(tmp_path / "none")


def test_they_are_kept_until_another_file_comes(write: Any, instance: Any) -> None:
    swarm = Swarm("own-meta_app_secret", "other-meta_app_secret-1")
    assert kept(instance) == OwnSettings()
    keep(swarm, instance, read_file(write(GOOD)))  # type: ignore[arg-type]
    first = kept(instance)
    assert swarm.made[first.secrets["meta_app_secret"]] == SECRET.encode()
    assert SECRET not in (instance.folder / own_settings.FILE).read_text(encoding="utf-8")
    assert (instance.folder / own_settings.FILE).stat().st_mode & 0o077 == 0
    keep(swarm, instance, read_file(write(GOOD)))  # type: ignore[arg-type]
    forget_replaced(swarm, instance, kept(instance))  # type: ignore[arg-type]
    assert swarm.made.keys() == {
        "own-meta_app_secret",
        "other-meta_app_secret-1",
        kept(instance).secrets["meta_app_secret"],
    }
    keep(swarm, instance, read_file(write("")))  # type: ignore[arg-type]
    assert kept(instance) == OwnSettings()


def test_the_platform_s_services_run_with_them_and_no_secret_is_among_those() -> None:
    document = _rendered("compose.platform.yml")
    apply(document, OwnSettings({"META_APP_ID": "7$7"}, {"meta_app_secret": "own-meta_app_secret-1"}))
    for name in ("panel", "runner", "clock"):
        environment = document["services"][name]["environment"]
        assert environment["META_APP_ID"] == "7$$7"
        assert environment["META_APP_SECRET_FILE"] == "/run/secrets/meta_app_secret"
        assert environment["GUICHE_MAIL_HOST"] == "<MAIL_HOST>"
    assert document["secrets"]["meta_app_secret"]["name"] == "own-meta_app_secret-1"
    assert "environment" not in document["services"]["redis"]
    assert to_yaml(document)


def test_of_another_mail_server_nothing_of_the_sandbox_s_is_left() -> None:
    document = _rendered("compose.platform.yml")
    mail = {"GUICHE_MAIL_HOST": "mail.example.com", "GUICHE_MAIL_FROM": "a@example.com"}
    apply(document, OwnSettings(mail))
    environment = document["services"]["runner"]["environment"]
    found = {name: value for name, value in environment.items() if name.startswith("GUICHE_MAIL_")}
    assert found == {**mail, "GUICHE_MAIL_PASSWORD_FILE": "/run/secrets/mail_password"}


def test_without_any_nothing_is_different() -> None:
    document = _rendered("compose.platform.yml")
    apply(document, OwnSettings())
    assert document == _rendered("compose.platform.yml")


def test_what_may_be_set_is_what_the_stack_file_has_room_for() -> None:
    secrets = stack_file.load(Path(__file__).parents[3] / "compose.platform.yml")["secrets"]
    assert set(own_settings.OWN_SECRETS.values()) <= secrets.keys()
    assert Instance().labels
