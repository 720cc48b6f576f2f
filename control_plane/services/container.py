"""Every service of one process, made once and handed to API, panel and clock."""

from dataclasses import dataclass

from control_plane.database import Sessions, make_engine, make_sessions
from control_plane.notices import Notices, make_notices
from control_plane.services.accounts import Accounts
from control_plane.services.audit import Audit
from control_plane.services.backups import Backups
from control_plane.services.brands import Brands
from control_plane.services.changes import Changes
from control_plane.services.corrections import Corrections
from control_plane.services.credentials import Vault
from control_plane.services.history import History
from control_plane.services.lifecycle import Lifecycle, Purges
from control_plane.services.operations import Operations
from control_plane.services.platform import Facts
from control_plane.services.repairs import Repairs
from control_plane.services.submission import Submission
from control_plane.services.tenants import Tenants
from control_plane.settings import Settings


@dataclass(frozen=True)
class Services:
    settings: Settings
    sessions: Sessions
    notices: Notices
    vault: Vault
    accounts: Accounts
    tenants: Tenants
    operations: Operations
    history: History
    corrections: Corrections
    backups: Backups
    repairs: Repairs
    lifecycle: Lifecycle
    purges: Purges
    brands: Brands
    changes: Changes
    audit: Audit
    facts: Facts


def make_services(
    settings: Settings, sessions: Sessions | None = None, notices: Notices | None = None
) -> Services:
    """Connects nothing by itself: database and Redis are reached when first asked."""
    sessions = sessions or make_sessions(make_engine(settings.database_url))
    notices = notices or make_notices(settings)
    vault = Vault(settings.platform_key)
    operations = Operations(sessions, notices, settings.platform_key)
    submission = Submission(sessions, operations)
    return Services(
        settings=settings,
        sessions=sessions,
        notices=notices,
        vault=vault,
        accounts=Accounts(sessions),
        tenants=Tenants(sessions, vault, operations, settings),
        operations=operations,
        history=History(sessions),
        corrections=Corrections(sessions, vault, operations),
        backups=Backups(sessions, submission),
        repairs=Repairs(submission),
        lifecycle=Lifecycle(sessions, submission, settings),
        purges=Purges(sessions, submission),
        brands=Brands(sessions, submission),
        changes=Changes(sessions, vault, submission, settings),
        audit=Audit(sessions),
        facts=Facts(sessions),
    )
