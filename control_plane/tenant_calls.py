"""Calls to a tenant's help desk in the platform's own name: signed, and through the edge. The runner's."""

import time
from urllib.parse import urlsplit

from requests import Response

from control_plane.adapters.tenant_http import TenantHttp
from control_plane.models import Tenant
from control_plane.settings import Settings
from foundation.platform_calls import HEADER, Call, sign


class TenantCalls:
    def __init__(self, settings: Settings, http: TenantHttp) -> None:
        self._settings = settings
        self._http = http

    def send(self, tenant: Tenant, session_key: str, call: Call) -> Response:
        """Whatever it answers. A body is JSON. Raises RetryLater when nobody does."""
        headers = {HEADER: sign(session_key, call, int(time.time()))}
        if call.body:
            headers["Content-Type"] = "application/json"
        host = urlsplit(self._settings.public_url(f"{tenant.slug}.{self._settings.base_domain}")).netloc
        return self._http.request(call.method, host, call.target, body=call.body or None, headers=headers)
