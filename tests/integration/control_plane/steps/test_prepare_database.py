"""The tenant's schema and users on both makes of database, as deployed: who may do what."""

import pytest

from control_plane.adapters.jobs import Job
from control_plane.operations.step import StepContext
from control_plane.operations.steps.create_networks import CreateNetworks
from control_plane.operations.steps.create_secrets import CreateSecrets, current_secrets
from control_plane.operations.steps.create_volumes import CreateVolumes
from control_plane.operations.steps.deploy_stack import DeployDatabase, remove_stack
from control_plane.operations.steps.generate_credentials import GenerateCredentials
from control_plane.operations.steps.prepare_database import PrepareDatabase, prepare_job
from control_plane.operations.steps.tenant import load_tenant, read_credentials
from tests.integration.control_plane.small_platform import SmallPlatform

pytestmark = pytest.mark.integration

ASK = """
umask 077
client=$(command -v mariadb || command -v mysql)
printf '%s\\n' "$QUESTIONS" | while IFS='|' read -r user sql; do
    printf '[client]\\nhost=mysql\\nprotocol=tcp\\nuser=%s\\npassword=%s\\n' \
        "$user" "$(cat "/run/secrets/database_${user}_password")" >/tmp/my.cnf
    answer=$(printf '%s' "$sql" | "$client" --defaults-file=/tmp/my.cnf --batch --skip-column-names 2>&1)
    printf '%s|%s\\n' "$?" "$(echo "$answer" | tr '\\n' ' ' | sed 's/ $//')"
done
"""


def ask(context: StepContext, *questions: str) -> list[str]:
    """Each question is `user|SQL`, each answer `exit code|output`: asked by a job beside the database."""
    tenant = load_tenant(context)
    job = Job(
        name=tenant.names.job("ask"),
        image=context.adapters.images.pin(tenant.database_image),
        command=["sh", "-c", ASK],
        user="999:999",
        networks=[tenant.names.private_network],
        labels=tenant.names.labels("job"),
        environment={"QUESTIONS": "\n".join(questions)},
        secrets=current_secrets(
            context, [f"database_{user}_password" for user in ("app", "migrate", "dump")]
        ),
        timeout_seconds=60,
    )
    return context.adapters.jobs.run(job, lambda _seconds: None).output.splitlines()


@pytest.mark.parametrize("database", ["mysql", "mariadb"])
def test_users_may_do_what_they_need_and_no_more(platform: SmallPlatform, database: str) -> None:
    context = platform.step_context(platform.request(f"only-{database}", database))
    made = (GenerateCredentials(), CreateNetworks(), CreateVolumes(), CreateSecrets(), DeployDatabase())
    try:
        for step in made:
            step.apply(context)
            assert step.check(context), step.name
        _prepare_twice(context)
        _privileges(context)
    finally:
        remove_stack(context)
        for undoable in (CreateSecrets(), CreateVolumes(), CreateNetworks()):
            undoable.undo(context)
    names = load_tenant(context).names
    assert context.adapters.networks.find(names.private_network) is None
    assert context.adapters.volumes.find(names.database_volume) is None
    assert context.adapters.secrets.all_of(names.tenant_id) == []


def _prepare_twice(context: StepContext) -> None:
    step = PrepareDatabase()
    assert not step.check(context)
    for _ in range(2):
        step.apply(context)
    assert step.check(context)
    job = str(prepare_job(context, load_tenant(context)))
    for value in read_credentials(
        context, [f"database_{name}_password" for name in ("root", "app")]
    ).values():
        assert value not in job


def _privileges(context: StepContext) -> None:
    assert ask(
        context,
        "migrate|USE appliance; CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('é 💬');",
        "app|SELECT a FROM appliance.t; UPDATE appliance.t SET a = 'b'",
        "dump|SELECT a FROM appliance.t",
        "app|USE appliance; SELECT @@character_set_database",
    ) == ["0|", "0|é 💬", "0|b", "0|utf8mb4"]
    refused = (
        "app|DROP TABLE appliance.t",
        "app|CREATE TABLE appliance.u (a INT)",
        "app|SELECT * FROM mysql.user",
        "dump|DELETE FROM appliance.t",
        "dump|SELECT * FROM mysql.user",
        "migrate|SELECT * FROM mysql.user",
        "migrate|CREATE USER 'x'@'%'",
        "migrate|CREATE DATABASE other",
        "migrate|GRANT SELECT ON appliance.* TO 'app'@'%'",
    )
    for question, answer in zip(refused, ask(context, *refused), strict=True):
        assert answer.startswith("1|"), question
        assert "denied" in answer, question
