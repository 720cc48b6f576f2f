"""Opens the tenant's addresses: desired state, allow-list, the edge in its network, no page that says it is
closed, and an answer. And closes them for one whose networks are about to go."""

import time

from sqlalchemy import update

from control_plane.adapters.edge import Attachable
from control_plane.adapters.networks import Network
from control_plane.database import transaction
from control_plane.errors import RetryLater, StepFailed
from control_plane.models import Hostname, Tenant
from control_plane.operations.step import StepContext
from control_plane.operations.steps.pace import Pace
from control_plane.operations.steps.tenant import TenantFacts, load_tenant

EDGE_ALIAS = "edge"
_ANSWER_SECONDS = 60
_POLL_SECONDS = 0.3


class AttachEdge:
    name = "attach_edge"
    deadline_seconds = 120

    def check(self, context: StepContext) -> bool:
        tenant = load_tenant(context)
        network = context.adapters.networks.find(tenant.names.edge_network)
        if network is None or context.adapters.attachments.missing(network):
            return False
        known = context.adapters.allow_list.known()
        if _is_closed(context) or context.adapters.closed_pages.known().keys() & set(tenant.hostnames):
            return False
        return (
            _desired(context) == set(tenant.hostnames)
            and known >= set(tenant.hostnames)
            and all(_answers(context, hostname) for hostname in tenant.hostnames)
        )

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        _desire(context, is_attached=True)
        for hostname in tenant.hostnames:
            context.adapters.allow_list.allow(hostname)
        context.progress("Connecting the edge to the tenant's network", 30)
        network = _network(context, tenant)
        if not any(each.alias == EDGE_ALIAS and each.is_running for each in _containers(context)):
            raise StepFailed("no_edge", "The edge container does not run: start the platform's edge, resume.")
        context.adapters.attachments.attach(network)
        _open(context, tenant)
        self._wait(context, tenant)

    def _wait(self, context: StepContext, tenant: TenantFacts) -> None:
        tell = Pace(context.progress)
        limit = time.monotonic() + _ANSWER_SECONDS
        while waiting := [each for each in tenant.hostnames if not _answers(context, each)]:
            tell(f"Waiting for an answer from {', '.join(waiting)}", 60)
            if time.monotonic() > limit:
                raise RetryLater("edge_no_answer", f"The edge does not reach {', '.join(waiting)} yet.")
            time.sleep(_POLL_SECONDS)

    def undo(self, context: StepContext) -> None:
        _detach(context, load_tenant(context))


class DetachEdge:
    """A page that says the tenant is closed stays: the edge shows it without any network."""

    name = "detach_edge"
    deadline_seconds = 60

    def check(self, context: StepContext) -> bool:
        tenant = load_tenant(context)
        network = context.adapters.networks.find(tenant.names.edge_network)
        is_empty = network is None or not context.adapters.attachments.present(network)
        is_forbidden = not context.adapters.allow_list.known() & set(tenant.hostnames)
        return is_empty and is_forbidden and not _desired(context)

    def apply(self, context: StepContext) -> None:
        _detach(context, load_tenant(context))


def _detach(context: StepContext, tenant: TenantFacts) -> None:
    _desire(context, is_attached=False)
    for hostname in tenant.hostnames:
        context.adapters.allow_list.forbid(hostname)
    network = context.adapters.networks.find(tenant.names.edge_network)
    if network is not None:
        context.adapters.attachments.detach(network)


def _is_closed(context: StepContext) -> bool:
    with transaction(context.sessions) as session:
        return session.get_one(Tenant, context.tenant_id).closed_as is not None


def _open(context: StepContext, tenant: TenantFacts) -> None:
    with transaction(context.sessions) as session:
        row = session.get_one(Tenant, context.tenant_id)
        row.closed_as = row.closed_at = None
    for hostname in tenant.hostnames:
        context.adapters.closed_pages.remove(hostname)


def _containers(context: StepContext) -> list[Attachable]:
    return context.adapters.attachments.containers()


def _network(context: StepContext, tenant: TenantFacts) -> Network:
    network = context.adapters.networks.find(tenant.names.edge_network)
    if network is None:
        raise StepFailed("network_missing", f"The network {tenant.names.edge_network} is gone: resume.")
    return network


def _desired(context: StepContext) -> set[str]:
    with transaction(context.sessions) as session:
        rows = session.query(Hostname).filter_by(tenant_id=context.tenant_id, is_attached=True)
        return {row.name for row in rows}


def _desire(context: StepContext, *, is_attached: bool) -> None:
    with transaction(context.sessions) as session:
        change = update(Hostname).where(Hostname.tenant_id == context.tenant_id)
        session.execute(change.values(is_attached=is_attached))


def _answers(context: StepContext, hostname: str) -> bool:
    """Whether the tenant's own process answers under this name, through the edge."""
    response = context.adapters.tenant_http.request("GET", hostname, "/healthz")
    return response.status_code == 200
