"""The platform's app leaves an account that no client has any more: else Meta would go on sending what
customers write there to the app's own callback, once the number's is taken away (Meta: webhooks/override).

An app of the client's own is theirs to subscribe or not.
"""

import hmac

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from control_plane.database import transaction
from control_plane.errors import StepFailed
from control_plane.models import Tenant
from control_plane.operations.lifecycles import GONE, KEPT
from control_plane.operations.step import StepContext
from control_plane.operations.steps.tenant import TenantFacts
from control_plane.services.credentials import Vault
from control_plane.whatsapp.graph import Access, NoAnswer, Refused, open_graph

_AWAY = (*GONE, *KEPT, "archiving", "purging")
_CODES = {"token": "whatsapp_token", "permission": "whatsapp_permission", "object": "whatsapp_ids"}


def leave_account(context: StepContext, tenant: TenantFacts) -> None:
    """Nothing is asked of Meta where the app is another's, or another client has the account.

    Raises StepFailed with the codes of `disconnect-whatsapp` (appliance/whatsapp/connecting.py).
    """
    whatsapp, vault = tenant.configuration["whatsapp"], Vault(context.settings.platform_key)
    with transaction(context.sessions) as session:
        token, app_secret = (
            vault.find(session, tenant.id, name) for name in ("whatsapp_token", "whatsapp_app_secret")
        )
        is_wanted = _others(session, tenant) > 0
    ours = context.settings.meta_app_secret
    if is_wanted or not (token and app_secret and ours):
        return
    if not hmac.compare_digest(app_secret.encode(), ours.encode()):
        return
    access = Access(str(whatsapp["phone_number_id"]), str(whatsapp["waba_id"]), token, app_secret)
    try:
        with open_graph(context.settings, access) as graph:
            graph.unsubscribe_app()
    except Refused as error:
        message = f"WhatsApp keeps the app subscribed to the account. Meta says: “{error.said}”"
        raise StepFailed(_CODES.get(error.why, "whatsapp_refused"), message) from error
    except NoAnswer as error:
        message = f"WhatsApp did not answer at {context.settings.graph_url}."
        raise StepFailed("whatsapp_no_answer", message) from error


def _others(session: Session, tenant: TenantFacts) -> int:
    """How many other clients the account's webhooks are for."""
    account = Tenant.configuration["whatsapp"]["waba_id"].as_string()
    here = (account == str(tenant.configuration["whatsapp"]["waba_id"]), Tenant.id != tenant.id)
    query = select(func.count()).select_from(Tenant).where(*here, Tenant.lifecycle.not_in(_AWAY))
    return session.scalar(query) or 0
