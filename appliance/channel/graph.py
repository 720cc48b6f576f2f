"""The part of Graph that tells of the number, its account and our access. Every call raises GraphError,
Unreachable or NoAnswer.

Meta: business-phone-numbers/phone-numbers, webhooks/override, business-profiles; Graph API, debug_token.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from appliance.settings import WhatsAppSettings
from appliance.whatsapp.fields import items
from appliance.whatsapp.graph import GraphClient
from foundation.http import http_session

Json = dict[str, Any]
TIMEOUT = (3.05, 8.0)
"""Somebody watches; the check ends at the first call that nobody answers."""
NUMBER = (
    "id,display_phone_number,verified_name,name_status,quality_rating,status,code_verification_status,"
    "throughput,whatsapp_business_manager_messaging_limit,is_on_biz_app"
)
ROUTE = "webhook_configuration,health_status"
ACCOUNT = "id,name,account_review_status,business_verification_status"
PROFILE = ("about", "address", "description", "email", "websites", "vertical")


@contextmanager
def open_channel(settings: WhatsAppSettings) -> Iterator["ChannelGraph"]:
    """The tenant's number, over connections of its own."""
    with http_session(timeout=TIMEOUT) as http:
        yield ChannelGraph(GraphClient(http, settings), settings)


class ChannelGraph:
    def __init__(self, client: GraphClient, settings: WhatsAppSettings) -> None:
        self._client = client
        self._settings = settings

    def number(self) -> Json:
        """What Meta thinks of the number."""
        return self._client.call("GET", self._settings.phone_number_id, params={"fields": NUMBER})

    def route(self) -> Json:
        """Where its webhooks go, and whether it may send."""
        return self._client.call("GET", self._settings.phone_number_id, params={"fields": ROUTE})

    def account(self) -> Json:
        """The WhatsApp Business Account."""
        return self._client.call("GET", self._settings.waba_id, params={"fields": ACCOUNT})

    def subscribed_apps(self) -> list[Any]:
        """Apps that are told what happens in the account."""
        return items(self._client.call("GET", f"{self._settings.waba_id}/subscribed_apps").get("data"))

    def token(self) -> Json:
        """What our access is good for. The token stands in the address: errors of this call are not to be
        quoted anywhere."""
        params = {"input_token": self._settings.token}
        data = self._client.call("GET", "debug_token", params=params).get("data")
        return data if isinstance(data, dict) else {}

    def profile(self) -> Json:
        """What customers see of the business."""
        fields = ",".join((*PROFILE, "profile_picture_url"))
        found = items(self._client.call("GET", self._profile, params={"fields": fields}).get("data"))
        return found[0] if found and isinstance(found[0], dict) else {}

    def change_profile(self, change: Json) -> None:
        """What is named."""
        self._client.call("POST", self._profile, json={"messaging_product": "whatsapp"} | change)

    def upload_picture(self, content: bytes, content_type: str) -> str:
        """The handle by which a profile names it."""
        return self._client.upload(content, len(content), content_type)

    @property
    def _profile(self) -> str:
        return f"{self._settings.phone_number_id}/whatsapp_business_profile"
