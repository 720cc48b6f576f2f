"""Which failures come from a credential that the operator gave: data, for whoever says what to do next.

The codes are those of `connect-whatsapp` (appliance/whatsapp/connecting.py) and of the smoke test.
"""

CREDENTIAL_ERRORS = frozenset(
    {
        "whatsapp_token",
        "whatsapp_permission",
        "whatsapp_ids",
        "whatsapp_app_secret",
        "smoke_connections",
        "smoke_credentials",
    }
)
