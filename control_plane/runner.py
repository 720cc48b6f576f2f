"""The runner's process: the only one that reaches Docker."""

import os
import signal
from collections.abc import Sequence

import structlog

from control_plane.adapters.all import make_adapters
from control_plane.adapters.service_logs import ServiceLogs
from control_plane.adapters.usage import Usages
from control_plane.address_watch import AddressWatch
from control_plane.database import make_engine, make_sessions
from control_plane.domain_watch import DomainWatch
from control_plane.forwarder import Forwarder
from control_plane.healer import Healer
from control_plane.log_relay import LogRelay
from control_plane.metering import Metering
from control_plane.migrations.commands import wait_for_schema
from control_plane.notices import make_notices
from control_plane.observing import Observer
from control_plane.operations.engine.runner import Runner
from control_plane.operations.steps.all import STEPS
from control_plane.platform_copying import PlatformCopying
from control_plane.prober import Prober
from control_plane.reconciler import Reconciler
from control_plane.services.audit import chain_entries
from control_plane.services.domains import Domains
from control_plane.services.platform_root import with_root_key
from control_plane.settings import read_settings
from control_plane.support_endings import SupportEndings

log = structlog.get_logger(__name__)


def main(_arguments: Sequence[str]) -> int:
    """Works until SIGTERM, then gives its leases back."""
    settings = read_settings(os.environ)
    engine = make_engine(settings.database_url)
    wait_for_schema(engine)
    sessions = make_sessions(engine)
    settings = with_root_key(settings, sessions)
    chain_entries(sessions, settings.lasting_key)
    adapters = make_adapters(settings)
    runner = Runner(
        settings=settings,
        sessions=sessions,
        notices=make_notices(settings),
        steps=STEPS,
        adapters=adapters,
    )
    reconciler = Reconciler(settings, sessions, adapters)
    beside = (
        Prober(settings, sessions),
        Forwarder(settings, sessions, adapters.tenant_http),
        DomainWatch(sessions, Domains(sessions, settings)),
        Healer(settings, sessions, adapters),
        AddressWatch(settings, sessions),
        Metering(settings, sessions, adapters.tenant_http),
        SupportEndings(settings, sessions, adapters.tenant_http),
        Observer(settings, sessions, Usages(adapters.engine, settings.instance)),
        PlatformCopying(settings, sessions, adapters),
        LogRelay(settings, sessions, ServiceLogs(adapters.engine)),
    )
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: runner.stop())
    reconciler.start()
    for each in beside:
        each.start()
    log.info("runner ready", threads=settings.runner_threads)
    runner.run()
    for each in beside:
        each.stop()
    reconciler.stop()
    return 0
