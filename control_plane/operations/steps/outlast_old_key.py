"""A new session key: what is sealed goes over to it, and what was signed with the old one runs out first."""

import time
from datetime import datetime

from control_plane.database import utc_now
from control_plane.operations.step import StepContext
from control_plane.operations.steps.appliance_job import appliance_job
from control_plane.operations.steps.create_secrets import versioned_names
from control_plane.operations.steps.pace import Pace
from control_plane.operations.steps.prepare_database import database_subjects
from control_plane.operations.steps.proof import is_proven, prove
from control_plane.operations.steps.roll_out import SWITCHED, ended_key
from control_plane.operations.steps.rotation import RetireCredentials, concerned
from control_plane.operations.steps.run_job import run_job
from control_plane.operations.steps.tenant import load_tenant

_KEY = "session_key"
_POLL_SECONDS = 0.5


class ResealWithNewKey:
    """Second factors, and the key pair of notices, by a job in the tenant's own application image."""

    name = "reseal_with_new_key"
    deadline_seconds = 360

    def check(self, context: StepContext) -> bool:
        if _KEY not in concerned(context) or RetireCredentials().check(context):
            return True
        return is_proven(context, self.name, *_subjects(context))

    def apply(self, context: StepContext) -> None:
        tenant = load_tenant(context)
        job = appliance_job(context, tenant, "reseal", secrets=["database_app_password", _KEY])
        context.remember("resealed", run_job(context, job, "Sealing second factors under the new key"))
        prove(context, self.name, *_subjects(context))


class OutlastOldKey:
    """An access token is good for fifteen minutes (appliance/accounts/tokens.py): nobody's ends early."""

    name = "outlast_old_key"
    deadline_seconds = 2 * 3600

    def check(self, context: StepContext) -> bool:
        return RetireCredentials().check(context) or _seconds_left(context) <= 0

    def apply(self, context: StepContext) -> None:
        tell = Pace(context.progress)
        whole = max(1, context.settings.rotation_overlap_minutes * 60)
        while (left := _seconds_left(context)) > 0:
            tell("Waiting until what the old key signed has run out", max(0, int(100 - 100 * left / whole)))
            time.sleep(min(_POLL_SECONDS, left))


def _seconds_left(context: StepContext) -> float:
    ended = context.recall(ended_key(SWITCHED))
    if _KEY not in concerned(context) or ended is None:
        return 0
    passed = (utc_now() - datetime.fromisoformat(ended)).total_seconds()
    return context.settings.rotation_overlap_minutes * 60 - passed


def _subjects(context: StepContext) -> list[str]:
    return [*database_subjects(context, load_tenant(context)), *versioned_names(context, [_KEY])]
