from pathlib import Path

import pytest

from appliance.settings import read_settings
from foundation.settings_reader import SettingsError

PLAIN = {
    "TENANT_ID": "1",
    "TENANT_SLUG": "acme",
    "TENANT_NAME": "ACME",
    "PUBLIC_URL": "http://acme.localhost",
    "WHATSAPP_PHONE_NUMBER_ID": "1",
    "WHATSAPP_WABA_ID": "2",
    "FILA_IA_URL": "http://fila",
}
SECRETS = (
    "DATABASE_PASSWORD",
    "REDIS_PASSWORD",
    "SESSION_KEY",
    "WHATSAPP_TOKEN",
    "WHATSAPP_APP_SECRET",
    "WHATSAPP_VERIFY_TOKEN",
    "FILA_IA_KEY",
)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    secret = tmp_path / "secret"
    secret.write_text("s")
    return PLAIN | {f"{name}_FILE": str(secret) for name in SECRETS}


def test_webhook_bodies_are_kept_for_a_month_unless_set(environ: dict[str, str]) -> None:
    assert read_settings(environ).raw_webhook_days == 30
    assert read_settings(environ | {"RAW_WEBHOOK_DAYS": "8"}).raw_webhook_days == 8


def test_no_body_is_kept_for_less_than_meta_repeats_it(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="RAW_WEBHOOK_DAYS must be 8 or more"):
        read_settings(environ | {"RAW_WEBHOOK_DAYS": "7"})


def test_the_number_sends_as_fast_as_meta_says_unless_set(environ: dict[str, str]) -> None:
    assert read_settings(environ).whatsapp.messages_per_second == 0
    chosen = read_settings(environ | {"WHATSAPP_MESSAGES_PER_SECOND": "20"})
    assert chosen.whatsapp.messages_per_second == 20
    with pytest.raises(SettingsError, match="WHATSAPP_MESSAGES_PER_SECOND"):
        read_settings(environ | {"WHATSAPP_MESSAGES_PER_SECOND": "-1"})
