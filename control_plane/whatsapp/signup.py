"""Meta's Embedded Signup without its script: a dialog by redirect, a code for a token, and what was granted.

Source: Meta, facebook-login/guides/advanced/manual-flow, facebook-login-for-business (config_id),
embedded-signup/onboarding-customers, Graph API debug_token.
"""

from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode

from control_plane.settings import Settings
from control_plane.whatsapp.graph import Access, Graph, Json, NoAnswer, open_graph, rows
from control_plane.whatsapp.judging import SCOPES

_MOST_ACCOUNTS = 20
_FIELDS = "id,display_phone_number,verified_name"


class NotGranted(Exception):
    """Meta gave a token with which nothing can be done; the message says why."""


@dataclass(frozen=True)
class GrantedNumber:
    phone_number_id: str
    waba_id: str
    display_phone_number: str
    verified_name: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def dialog_url(settings: Settings, state: str, redirect_uri: str) -> str:
    """Where somebody grants the platform's app access to a WhatsApp account."""
    asked = {
        "client_id": settings.meta_app_id,
        "redirect_uri": redirect_uri,
        "state": state,
        "config_id": settings.signup_configuration,
        "response_type": "code",
        "override_default_response_type": "true",
    }
    return f"{settings.meta_dialog_url}/{settings.graph_version}/dialog/oauth?{urlencode(asked)}"


def exchange(settings: Settings, code: str, redirect_uri: str) -> str:
    """The business token that the code stands for, once. Raises Refused, NoAnswer.

    In the body: neither code nor app secret stands in an address.
    """
    body = {
        "client_id": settings.meta_app_id,
        "client_secret": settings.meta_app_secret,
        "code": code,
        "redirect_uri": redirect_uri,
        "grant_type": "authorization_code",
    }
    with open_graph(settings, Access("", "", "", "")) as graph:
        token = graph.call("POST", "oauth/access_token", json=body).get("access_token")
    if not isinstance(token, str) or not token:
        raise NoAnswer
    return token


def granted_numbers(settings: Settings, token: str) -> list[GrantedNumber]:
    """The numbers of all accounts that the token was granted. Raises Refused, NoAnswer, NotGranted."""
    with open_graph(settings, Access("", "", token, settings.meta_app_secret)) as graph:
        told = graph.token()
        if told.get("is_valid") is not True or str(told.get("app_id")) != settings.meta_app_id:
            raise NotGranted("The token is not one of the platform's app.")
        missing = [scope for scope in SCOPES if scope not in (told.get("scopes") or [])]
        if missing:
            raise NotGranted(f"The permission {', '.join(missing)} was not granted.")
        found = [number for waba_id in _accounts(told) for number in _numbers(graph, waba_id)]
    if not found:
        raise NotGranted("No WhatsApp account with a number was shared.")
    return found


def _accounts(told: Json) -> list[str]:
    scopes = told.get("granular_scopes")
    granular = [each for each in scopes if isinstance(each, dict)] if isinstance(scopes, list) else []
    ids = [
        str(id_) for each in granular if each.get("scope") in SCOPES for id_ in each.get("target_ids") or []
    ]
    return list(dict.fromkeys(ids))[:_MOST_ACCOUNTS]


def _numbers(graph: Graph, waba_id: str) -> list[GrantedNumber]:
    answer = graph.call("GET", f"{waba_id}/phone_numbers", params={"fields": _FIELDS, "limit": "100"})
    return [
        GrantedNumber(
            str(row["id"]),
            waba_id,
            str(row.get("display_phone_number", ""))[:40],
            str(row.get("verified_name", ""))[:120],
        )
        for row in rows(answer)
        if "id" in row
    ]
