"""The clock: exactly one process, which queues what has fallen due, and tells who is to know what is wrong.

It keeps no schedule of its own. Once a minute it asks the database which tenant has had no backup since its
last window opened, so a clock that was away (or a machine that slept) makes up for it by itself.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.interval import IntervalTrigger

from control_plane.database import make_engine, make_sessions, utc_now
from control_plane.migrations.commands import wait_for_schema
from control_plane.services.container import Services, make_services
from control_plane.services.platform_root import with_root_key
from control_plane.services.schedule import NightlyBackups
from control_plane.settings import read_settings
from foundation.heartbeat import beat

log = structlog.get_logger(__name__)


def main(_arguments: Sequence[str]) -> int:
    """Ticks until SIGTERM."""
    settings = read_settings(os.environ)
    engine = make_engine(settings.database_url)
    wait_for_schema(engine)
    sessions = make_sessions(engine)
    settings = with_root_key(settings, sessions)
    scheduler = make_scheduler(make_services(settings, sessions))
    for number in (signal.SIGTERM, signal.SIGINT):
        # not `shutdown`: it takes locks that the thread which a signal interrupts may hold
        signal.signal(number, lambda *_: sys.exit(0))
    log.info("clock ready")
    scheduler.start()
    return 0


def make_scheduler(services: Services) -> BlockingScheduler:
    """What is due and the mail once a minute, events at once, an anchor of the audit trail once an hour.

    A tick that was missed or is still running needs no second one.
    """
    nightly = NightlyBackups(services.sessions, services.backups, services.settings.backup_hour)
    due: tuple[tuple[str, Callable[[datetime], list[str]]], ...] = (
        ("nightly backup queued", nightly.submit_due),
        ("off-site copy queued", services.offsite_copies.submit_due),
        ("purge queued", services.purges.submit_due),
        ("rotation queued", services.rotations.submit_due),
        ("drill queued", services.drills.submit_due),
        ("suspension by plan queued", services.overuse.submit_due),
        ("canary queued", services.canaries.submit_due),
    )
    missed: tuple[tuple[str, Callable[[datetime], list[str]]], ...] = (
        ("no backup for too long", services.backup_watch.look),
        ("no off-site copy for too long", services.offsite_copies.look),
        ("no proven restore for too long", services.drill_watch.look),
        ("rotation left half-way", services.rotation_watch.look),
    )

    def tick() -> None:
        beat()
        for queued, submit_due in due:
            for operation_id in submit_due(utc_now()):
                log.info(queued, operation=operation_id)
        services.signups.forget_due()
        for what, look in missed:
            for slug in look(utc_now()):
                log.warning(what, tenant=slug)

    def mail() -> None:
        """Beside the rest: a mail server that hangs holds nothing else up."""
        services.lifecycle_letters.write_due(utc_now())
        services.alarm_letters.write_due(utc_now())
        services.mails.send_due(utc_now())

    def tell() -> None:
        """Likewise, of the systems that events are sent to."""
        services.event_sending.send_due(utc_now())
        services.event_sending.forget_old(utc_now())

    scheduler = BlockingScheduler(timezone="UTC")
    for job, name, every in (
        (tick, "due", timedelta(minutes=1)),
        (mail, "mail", timedelta(minutes=1)),
        (tell, "events", timedelta(seconds=15)),
        (services.audit_verification.anchor, "audit-anchor", timedelta(hours=1)),
    ):
        scheduler.add_job(
            job,
            IntervalTrigger(seconds=int(every.total_seconds()), timezone="UTC"),
            id=name,
            next_run_time=utc_now(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    return scheduler
