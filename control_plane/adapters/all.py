"""The runner's hands, made together. Threads may share them: each call is a request of its own."""

from dataclasses import dataclass

from control_plane.adapters.closed_pages import ClosedPages
from control_plane.adapters.docker_engine import connect
from control_plane.adapters.edge import AllowList, Attachments, CertificateList
from control_plane.adapters.engine_api import Engine
from control_plane.adapters.images import Images
from control_plane.adapters.jobs import Jobs
from control_plane.adapters.networks import Networks
from control_plane.adapters.secrets import Secrets
from control_plane.adapters.stack import Stacks
from control_plane.adapters.tenant_http import TenantHttp
from control_plane.adapters.volumes import Volumes
from control_plane.settings import Settings


@dataclass(frozen=True)
class Adapters:
    engine: Engine
    images: Images
    networks: Networks
    volumes: Volumes
    secrets: Secrets
    stacks: Stacks
    jobs: Jobs
    allow_list: AllowList
    certificates: CertificateList
    closed_pages: ClosedPages
    attachments: Attachments
    tenant_http: TenantHttp

    def node_id(self) -> str:
        """The node the runner stands on, where tenants' volumes are."""
        return str(self.engine.info()["Swarm"]["NodeID"])


def make_adapters(settings: Settings) -> Adapters:
    """Connects to the engine. Raises RetryLater when it does not answer."""
    engine = connect()
    return Adapters(
        engine=engine,
        images=Images(engine),
        networks=Networks(engine),
        volumes=Volumes(engine),
        secrets=Secrets(engine, settings.lasting_key),
        stacks=Stacks(engine),
        jobs=Jobs(engine),
        allow_list=AllowList(settings.edge_hosts_dir),
        certificates=CertificateList(settings.edge_hosts_dir),
        closed_pages=ClosedPages(settings.edge_hosts_dir),
        attachments=Attachments(engine, settings.instance),
        tenant_http=TenantHttp(settings.edge_address),
    )
