"""Where a request came from, as far as limits are concerned."""

import ipaddress


def network_of(address: str) -> str:
    """An IPv6 customer owns a whole /64: all of it is one address here. `unknown` for what is none."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        parsed = ipaddress.ip_network((parsed, 64), strict=False).network_address
    return str(parsed)
