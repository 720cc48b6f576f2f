"""`connect-whatsapp`: proves the number's credentials and points its webhooks at this tenant."""

from appliance.commands.reporting import done, failed
from appliance.commands.startup import settings_of
from appliance.whatsapp.connecting import ConnectionRefused, connect


def main() -> int:
    """Prints the number as Meta knows it."""
    settings = settings_of("connect-whatsapp")
    try:
        number = connect(settings)
    except ConnectionRefused as error:
        return failed(str(error))
    return done(**number)
