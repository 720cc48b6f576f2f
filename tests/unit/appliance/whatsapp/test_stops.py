from dataclasses import replace

from appliance.settings import WhatsAppSettings
from appliance.whatsapp.stops import fingerprint

OURS = WhatsAppSettings("http://graph", "v25.0", "200", "100", "token", "secret", "verify")


def test_the_fingerprint_tells_credentials_apart_and_nothing_about_them() -> None:
    assert fingerprint(OURS) == fingerprint(replace(OURS, graph_version="v26.0"))
    others = {fingerprint(replace(OURS, token="new")), fingerprint(replace(OURS, phone_number_id="201"))}
    assert fingerprint(OURS) not in others
    assert len(others) == 2
    assert "token" not in fingerprint(OURS)
