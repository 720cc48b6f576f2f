import pytest

from control_plane.settings import read_settings
from foundation.settings_reader import SettingsError


@pytest.fixture
def environ(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("ab" * 32)
    return {f"{name}_FILE": str(secret) for name in ("REDIS_PASSWORD", "PLATFORM_KEY", "SESSION_KEY")}


def test_a_session_lasts_an_hour_unused_and_half_a_day_at_most(environ):
    settings = read_settings(environ)
    assert (settings.session_idle_minutes, settings.session_hours) == (60, 12)


@pytest.mark.parametrize(
    ("name", "value"), [("OPERATOR_SESSION_IDLE_MINUTES", "4"), ("OPERATOR_SESSION_HOURS", "0")]
)
def test_no_session_is_so_short_that_nobody_could_work(environ, name, value):
    with pytest.raises(SettingsError, match=f"{name} must be"):
        read_settings({**environ, name: value})


@pytest.mark.parametrize(("value", "hour"), [("", None), ("0", 0), ("23", 23)])
def test_the_canary_has_an_hour_or_none(environ, value, hour):
    assert read_settings({**environ, "CANARY_HOUR": value}).canary_hour == hour


@pytest.mark.parametrize("value", ["24", "-1", "four"])
def test_an_hour_that_no_day_has_is_refused(environ, value):
    with pytest.raises(SettingsError, match="CANARY_HOUR must be"):
        read_settings({**environ, "CANARY_HOUR": value})


@pytest.mark.parametrize("place", ["rest:https://copies.example/", "s3:s3.example/bucket", "/mnt/copies"])
def test_another_place_for_copies(environ, place):
    offsite = read_settings({**environ, "OFFSITE_REPOSITORY": place}).offsite
    assert offsite.location("guiche", "id") == f"{place.rstrip('/')}/guiche/id"


@pytest.mark.parametrize(
    "place", ["sftp:copies.example:/", "https://copies.example", "rest:https://shop:word@copies.example/"]
)
def test_a_place_that_we_cannot_use_is_refused(environ, place):
    with pytest.raises(SettingsError, match="OFFSITE_REPOSITORY must"):
        read_settings({**environ, "OFFSITE_REPOSITORY": place})


def test_a_user_needs_a_password_in_a_file(environ, tmp_path):
    environ |= {"OFFSITE_REPOSITORY": "rest:https://copies.example", "OFFSITE_USER": "shop"}
    with pytest.raises(SettingsError, match="OFFSITE_PASSWORD_FILE is not set"):
        read_settings(environ)
    settings = read_settings({**environ, "OFFSITE_PASSWORD_FILE": str(tmp_path / "secret")})
    assert settings.offsite.password == "ab" * 32
    assert settings.offsite.password not in repr(settings)
