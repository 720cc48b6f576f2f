"""`disconnect-whatsapp`: the number's webhooks no longer come here; for a tenant that goes away."""

from appliance.commands.reporting import report
from appliance.commands.startup import settings_of
from appliance.whatsapp.connecting import disconnect


def main() -> int:
    """Reports the number."""
    return report(lambda: disconnect(settings_of("disconnect-whatsapp")))
