"""The platform's mail server in every tenant: its address in the environment, its password as a secret."""

from dataclasses import replace
from pathlib import Path

import pytest

from appliance.settings import read_settings as read_appliance_settings
from control_plane.adapters.jobs import JobResult
from control_plane.adapters.stack_file import to_yaml
from control_plane.inventory import _expected
from control_plane.operations.step import StepContext
from control_plane.operations.steps.connect_whatsapp import ConnectWhatsapp
from control_plane.operations.steps.create_secrets import CreateSecrets, stale_secrets
from control_plane.operations.steps.engine_secrets import MAIL_PASSWORD
from control_plane.operations.steps.stack_document import stack_document
from control_plane.operations.steps.tenant import load_tenant
from control_plane.secret_names import SecretNames
from foundation.mail_settings import MailSettings
from tests.unit.control_plane.operations.steps.conftest import Scene

MAIL = MailSettings("smtp.example", 2525, "none", "desk@acme.example", "desk", "password-of-the-mail-server")


def with_mail(context: StepContext, mail: MailSettings = MAIL) -> StepContext:
    return replace(context, settings=replace(context.settings, mail=mail))


def environment(context: StepContext) -> dict[str, str]:
    document = stack_document(context, load_tenant(context))
    return {name: str(value) for name, value in document["services"]["worker"]["environment"].items()}


@pytest.fixture
def secrets_dir(tmp_path: Path) -> Path:
    """As mounted: a file for each secret."""
    for name in ("database_app_password", "redis_password", "session_key", "fila_ia_key"):
        (tmp_path / name).write_text("x")
    for name in ("whatsapp_token", "whatsapp_app_secret", "whatsapp_verify_token"):
        (tmp_path / name).write_text("x")
    (tmp_path / MAIL_PASSWORD).write_text(MAIL.password)
    return tmp_path


def read_inside(context: StepContext, secrets_dir: Path) -> object:
    """What the tenant's programs make of their environment."""
    mounted = {
        name: value.replace("/run/secrets", str(secrets_dir)) for name, value in environment(context).items()
    }
    return read_appliance_settings(mounted).mail


def test_a_tenant_reads_what_the_platform_was_given(ready: Scene, secrets_dir: Path) -> None:
    context = with_mail(ready.context)
    CreateSecrets().apply(context)
    mail = read_inside(context, secrets_dir)
    assert vars(mail) == vars(MAIL)


def test_without_a_mail_server_a_tenant_has_none(ready: Scene, secrets_dir: Path) -> None:
    (secrets_dir / MAIL_PASSWORD).write_text("not-needed")
    assert read_inside(ready.context, secrets_dir) is None


def test_the_password_is_a_secret_and_never_in_the_stack(ready: Scene) -> None:
    context = with_mail(ready.context)
    CreateSecrets().apply(context)
    document = stack_document(context, load_tenant(context))
    assert MAIL.password not in to_yaml(document)
    assert document["secrets"][MAIL_PASSWORD]["name"] in ready.adapters.secrets.made
    for service in ("web", "worker"):
        assert MAIL_PASSWORD in {each["target"] for each in document["services"][service]["secrets"]}


def test_the_job_that_connects_the_number_does_without_it(ready: Scene, secrets_dir: Path) -> None:
    context = with_mail(ready.context)
    CreateSecrets().apply(context)
    ready.adapters.jobs.result = JobResult(0, '{"result": {}}')
    ConnectWhatsapp().apply(context)
    (job,) = ready.adapters.jobs.ran
    assert MAIL_PASSWORD not in {secret.name for secret in job.secrets}
    given = {name: value.replace("/run/secrets", str(secrets_dir)) for name, value in job.environment.items()}
    assert read_appliance_settings(given).mail is None


def test_a_tenant_of_before_gets_the_secret_with_its_next_repair(ready: Scene) -> None:
    made = ready.adapters.secrets.made
    made.pop(next(name for name, secret in made.items() if secret.name == MAIL_PASSWORD))
    assert not CreateSecrets().check(ready.context)
    CreateSecrets().apply(ready.context)
    assert CreateSecrets().check(ready.context)


def test_another_password_is_another_secret_and_the_old_one_goes(ready: Scene) -> None:
    context = with_mail(ready.context)
    assert not CreateSecrets().check(context)
    CreateSecrets().apply(context)
    [stale] = stale_secrets(context)
    assert stale.name == MAIL_PASSWORD


def test_the_inventory_expects_the_present_one(ready: Scene) -> None:
    context = with_mail(ready.context)
    CreateSecrets().apply(context)
    [expected] = _expected(context.sessions, context.settings, SecretNames(context.settings))
    present = set(ready.adapters.secrets.made) - {each.object_name for each in stale_secrets(context)}
    assert expected.secrets == present
