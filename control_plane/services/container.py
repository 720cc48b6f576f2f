"""Every service of one process, made once and handed to API, panel and clock."""

from dataclasses import dataclass
from datetime import timedelta

from control_plane.audit_chain import Chain
from control_plane.database import Sessions, make_engine, make_sessions
from control_plane.notices import Notices, make_notices
from control_plane.services.accounts import Accounts
from control_plane.services.alarm_choices import AlarmChoices
from control_plane.services.alarm_letters import AlarmLetters
from control_plane.services.alarms import Alarms
from control_plane.services.app_webhooks import AppWebhooks
from control_plane.services.audit import Audit, chain_entries
from control_plane.services.audit_anchors import FILE_NAME, Anchors
from control_plane.services.audit_verification import AuditVerification
from control_plane.services.backups import Backups
from control_plane.services.brands import Brands
from control_plane.services.bulk import Bulk
from control_plane.services.canaries import Canaries
from control_plane.services.changes import Changes
from control_plane.services.corrections import Corrections
from control_plane.services.credentials import Vault
from control_plane.services.domains import Domains
from control_plane.services.drills import Drills
from control_plane.services.event_endpoints import EventEndpoints
from control_plane.services.event_sending import EventSending
from control_plane.services.explaining import Explanations
from control_plane.services.fleet import Fleet
from control_plane.services.healings import Healings
from control_plane.services.health import Health
from control_plane.services.history import History
from control_plane.services.invitations import Invitations
from control_plane.services.lifecycle import Lifecycle, Purges
from control_plane.services.lifecycle_mail import LifecycleLetters
from control_plane.services.logs import Logs
from control_plane.services.mails import Mails
from control_plane.services.metrics import Metrics
from control_plane.services.observations import Observations
from control_plane.services.offsite import Offsite, OffsiteCopies
from control_plane.services.operations import Operations
from control_plane.services.operator_sessions import OperatorSessions
from control_plane.services.operators import Operators
from control_plane.services.overdue import BackupWatch, DrillWatch
from control_plane.services.own_password import OwnPassword
from control_plane.services.plans import Plans
from control_plane.services.platform import Facts
from control_plane.services.repairs import Repairs
from control_plane.services.rotation_watch import RotationWatch
from control_plane.services.rotations import Rotations
from control_plane.services.second_factor import SecondFactor
from control_plane.services.signups import Signups
from control_plane.services.standing import OveruseSuspensions, Standing
from control_plane.services.submission import Submission
from control_plane.services.support import SupportAccesses
from control_plane.services.tenants import Tenants
from control_plane.services.tokens import Tokens
from control_plane.services.trials import Trials, TryOut, trier
from control_plane.services.usage import Usage
from control_plane.services.whatsapp_checks import WhatsappChecks
from control_plane.settings import Settings


@dataclass(frozen=True)
class Services:
    settings: Settings
    sessions: Sessions
    notices: Notices
    vault: Vault
    accounts: Accounts
    operator_sessions: OperatorSessions
    operators: Operators
    invitations: Invitations
    own_password: OwnPassword
    second_factor: SecondFactor
    tokens: Tokens
    tenants: Tenants
    plans: Plans
    usage: Usage
    standing: Standing
    overuse: OveruseSuspensions
    canaries: Canaries
    event_endpoints: EventEndpoints
    event_sending: EventSending
    fleet: Fleet
    bulk: Bulk
    observations: Observations
    logs: Logs
    metrics: Metrics
    operations: Operations
    history: History
    explanations: Explanations
    corrections: Corrections
    backups: Backups
    backup_watch: BackupWatch
    drills: Drills
    drill_watch: DrillWatch
    rotation_watch: RotationWatch
    offsite: Offsite
    offsite_copies: OffsiteCopies
    alarms: Alarms
    alarm_choices: AlarmChoices
    alarm_letters: AlarmLetters
    repairs: Repairs
    lifecycle: Lifecycle
    purges: Purges
    mails: Mails
    lifecycle_letters: LifecycleLetters
    brands: Brands
    changes: Changes
    support: SupportAccesses
    rotations: Rotations
    audit: Audit
    audit_verification: AuditVerification
    facts: Facts
    health: Health
    app_webhooks: AppWebhooks
    domains: Domains
    healings: Healings
    whatsapp_checks: WhatsappChecks
    signups: Signups


def make_services(
    settings: Settings,
    sessions: Sessions | None = None,
    notices: Notices | None = None,
    try_out: TryOut | None = None,
) -> Services:
    """Connects nothing by itself: database and Redis are reached when first asked, Meta when something is
    tried; `try_out`: somebody else in its place."""
    sessions = sessions or make_sessions(make_engine(settings.database_url))
    chain_entries(sessions, settings.lasting_key)
    notices = notices or make_notices(settings)
    vault = Vault(settings.platform_key)
    operations = Operations(sessions, notices, settings)
    operator_sessions = OperatorSessions(
        sessions,
        idle=timedelta(minutes=settings.session_idle_minutes),
        longest=timedelta(hours=settings.session_hours),
    )
    anchors = Anchors(settings.data_dir / FILE_NAME, Chain(settings.lasting_key))
    own_password = OwnPassword(sessions)
    second_factor = SecondFactor(sessions, settings.platform_key, own_password, settings.second_factor)
    submission = Submission(sessions, operations)
    trials = Trials(try_out or trier(settings))
    mails = Mails(sessions, settings.mail)
    backups, repairs = Backups(sessions, submission), Repairs(submission)
    offsite = Offsite(submission, settings.offsite)
    lifecycle = Lifecycle(sessions, submission, settings)
    tenants = Tenants(sessions, vault, operations, settings, trials)
    return Services(
        settings=settings,
        sessions=sessions,
        notices=notices,
        vault=vault,
        accounts=Accounts(sessions, operator_sessions, second_factor),
        operator_sessions=operator_sessions,
        operators=Operators(sessions),
        invitations=Invitations(sessions, settings),
        own_password=own_password,
        second_factor=second_factor,
        tokens=Tokens(sessions),
        plans=Plans(sessions),
        usage=Usage(sessions),
        standing=Standing(sessions),
        overuse=OveruseSuspensions(sessions, submission),
        event_endpoints=EventEndpoints(sessions, vault, takes_private=settings.events_to_private),
        event_sending=EventSending(
            sessions, vault, days=settings.event_days, takes_private=settings.events_to_private
        ),
        tenants=tenants,
        canaries=Canaries(sessions, tenants, operations, settings),
        fleet=Fleet(sessions, settings),
        bulk=Bulk(backups, repairs, lifecycle),
        observations=Observations(sessions),
        logs=Logs(sessions),
        metrics=Metrics(sessions, settings.drill_days, has_canary=settings.canary_hour is not None),
        operations=operations,
        history=History(sessions),
        explanations=Explanations(sessions, settings),
        corrections=Corrections(sessions, vault, operations, trials),
        backups=backups,
        backup_watch=BackupWatch(sessions),
        drills=Drills(sessions, submission, days=settings.drill_days, backup_hour=settings.backup_hour),
        drill_watch=DrillWatch(sessions, settings.drill_days),
        rotation_watch=RotationWatch(sessions),
        offsite=offsite,
        offsite_copies=OffsiteCopies(sessions, offsite),
        alarms=Alarms(sessions),
        alarm_choices=AlarmChoices(sessions, mails),
        alarm_letters=AlarmLetters(sessions, mails, settings),
        repairs=repairs,
        lifecycle=lifecycle,
        purges=Purges(sessions, submission),
        mails=mails,
        lifecycle_letters=LifecycleLetters(sessions, mails),
        brands=Brands(sessions, submission),
        changes=Changes(sessions, vault, submission, settings, trials),
        support=SupportAccesses(sessions, vault, settings),
        rotations=Rotations(sessions, vault, submission, settings.rotation_days),
        audit=Audit(sessions),
        audit_verification=AuditVerification(sessions, settings.lasting_key, anchors),
        facts=Facts(sessions),
        health=Health(sessions, vault, settings),
        app_webhooks=AppWebhooks(sessions, settings),
        domains=Domains(sessions, settings),
        healings=Healings(sessions),
        whatsapp_checks=WhatsappChecks(settings),
        signups=Signups(sessions, vault, settings),
    )
