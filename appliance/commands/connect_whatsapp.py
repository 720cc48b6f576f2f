"""`connect-whatsapp`: proves the number's credentials and points its webhooks at this tenant."""

from appliance.commands.reporting import report
from appliance.commands.startup import settings_of
from appliance.whatsapp.connecting import connect


def main() -> int:
    """Reports the number as Meta knows it."""
    return report(lambda: connect(settings_of("connect-whatsapp")))
