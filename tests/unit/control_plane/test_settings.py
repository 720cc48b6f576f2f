"""What is read from the environment, and what is refused at once."""

from pathlib import Path

import pytest

from control_plane.settings import Settings, read_settings
from foundation.settings_reader import SettingsError


def read(tmp_path: Path, **more: str) -> Settings:
    secret = tmp_path / "secret"
    secret.write_text("ab" * 32)
    names = ("REDIS_PASSWORD", "PLATFORM_KEY", "SESSION_KEY")
    return read_settings({f"{name}_FILE": str(secret) for name in names} | more)


def test_without_a_mail_server_nothing_of_it_is_needed(tmp_path: Path) -> None:
    mail = read(tmp_path, GUICHE_MAIL_USER="desk").mail
    assert (mail.host, mail.password) == ("", "")


@pytest.mark.parametrize(("security", "port"), [("tls", 465), ("starttls", 587), ("none", 587)])
def test_the_port_follows_the_security(tmp_path: Path, security: str, port: int) -> None:
    assert read(tmp_path, GUICHE_MAIL_SECURITY=security).mail.port == port


def test_a_login_needs_its_password(tmp_path: Path) -> None:
    given = {"GUICHE_MAIL_HOST": "smtp.example", "GUICHE_MAIL_FROM": "desk@acme.example"}
    assert read(tmp_path, **given).mail.user == ""
    with pytest.raises(SettingsError, match="GUICHE_MAIL_PASSWORD_FILE is not set"):
        read(tmp_path, **given, GUICHE_MAIL_USER="desk")


def test_the_password_is_not_in_what_is_printed(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("mail-password-of-ours\n")
    settings = read(
        tmp_path,
        GUICHE_MAIL_HOST="smtp.example",
        GUICHE_MAIL_FROM="desk@acme.example",
        GUICHE_MAIL_USER="desk",
        GUICHE_MAIL_PASSWORD_FILE=str(tmp_path / "mail"),
    )
    assert settings.mail.password == "mail-password-of-ours"
    assert "mail-password-of-ours" not in repr(settings)


def test_a_mail_server_needs_an_address_to_send_from(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="GUICHE_MAIL_FROM must be an e-mail address"):
        read(tmp_path, GUICHE_MAIL_HOST="smtp.example", GUICHE_MAIL_FROM="desk")
