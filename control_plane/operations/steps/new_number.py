"""A number that was connected here and not registered yet is registered, with the PIN in the vault.

One whose credentials were pasted is its owner's to register: its PIN is theirs (services/health.py, `mend`).
"""

from control_plane.database import transaction
from control_plane.operations.step import StepContext
from control_plane.operations.steps.tenant import TenantFacts
from control_plane.services.credentials import PIN, Vault
from control_plane.whatsapp.graph import Access, Graph, NoAnswer, Refused, open_graph

_REGISTERED = "CONNECTED"


def register_new_number(context: StepContext, tenant: TenantFacts) -> None:
    """What Meta does not allow is told and goes on: what follows says what it means for the tenant."""
    vault, whatsapp = Vault(context.settings.platform_key), tenant.configuration["whatsapp"]
    with transaction(context.sessions) as session:
        pin = vault.find(session, tenant.id, PIN)
        token, app_secret = (
            vault.get(session, tenant.id, name) for name in ("whatsapp_token", "whatsapp_app_secret")
        )
    if pin is None:
        return
    access = Access(str(whatsapp["phone_number_id"]), str(whatsapp["waba_id"]), token, app_secret)
    try:
        with open_graph(context.settings, access) as graph:
            said = _register(graph, pin)
    except Refused as error:
        said = f"The number is not registered: {error.said}"
    except NoAnswer:
        said = "The number is not registered: Meta did not answer."
    if said:
        context.progress(said)


def _register(graph: Graph, pin: str) -> str:
    if graph.number().get("status") == _REGISTERED:
        return ""
    graph.register(pin)
    return "The number is registered"
