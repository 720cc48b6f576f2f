"""compose.tenant.yml filled in for one tenant: every value it names, and where it comes from."""

from dataclasses import dataclass

from control_plane.adapters import stack_file
from control_plane.adapters.engine_api import Json
from control_plane.adapters.names import content_digest
from control_plane.adapters.stack_file import Value
from control_plane.canary_terms import NOWHERE
from control_plane.errors import StepFailed
from control_plane.operations.step import StepContext
from control_plane.operations.steps.create_secrets import current_secrets, kept_seeds
from control_plane.operations.steps.engine_secrets import STACK_SECRETS
from control_plane.operations.steps.tenant import TenantFacts
from control_plane.services.plan_limits import Resources, split
from control_plane.settings import Settings

AI_DEADLINE_SECONDS = "45"
DATABASE_SERVICES = ("mysql", "redis")


@dataclass(frozen=True)
class DatabaseKind:
    admin: str
    configuration: str
    memory_limit: str
    memory_reservation: str


# Seen: at rest 130 MB (MySQL) and 40 MB (MariaDB); at most 300 MB and 240 MB with 36 connections that sort,
# join and write beside a dump and an ALTER TABLE. The limit adds the 64 MB that /tmp may take, and room.
DATABASES = {
    "mysql": DatabaseKind("mysqladmin", "mysql.cnf", "512M", "160M"),
    "mariadb": DatabaseKind("mariadb-admin", "mariadb.cnf", "384M", "96M"),
}


def stack_document(context: StepContext, tenant: TenantFacts) -> Json:
    """The whole stack as it must run now. Raises StepFailed naming what is missing."""
    document = stack_file.load(context.settings.compose_file)
    rendered = stack_file.render(document, stack_values(context, tenant))
    for name, resources in split(tenant.limits, tenant.database).items():
        _give(rendered["services"][name], resources)
    return rendered


def _give(service: Json, resources: Resources) -> None:
    """The tenant's numbers for those of the file, which are the standard plan's."""
    given: Json = service["deploy"]["resources"]
    given["limits"] |= {"cpus": f"{resources.cpus:g}", "memory": f"{resources.memory}M"}
    given["reservations"] |= {
        "cpus": f"{resources.cpus_reserved:g}",
        "memory": f"{resources.memory_reserved}M",
    }


def database_document(context: StepContext, tenant: TenantFacts) -> Json:
    """The same stack with nothing but database and Redis in it: what has to be there first."""
    document = stack_document(context, tenant)
    services = {name: document["services"][name] for name in DATABASE_SERVICES}
    return document | {"services": services}


def stack_values(context: StepContext, tenant: TenantFacts) -> dict[str, Value]:
    """By the names that stand in the file."""
    settings = context.settings
    images = tenant.configuration["images"]
    pin = context.adapters.images.pin
    kind = DATABASES[tenant.database]
    seeds = kept_seeds(context, tenant.names)
    secrets = current_secrets(context, [name for name in STACK_SECRETS if name not in seeds])
    return {
        "INSTANCE": settings.instance,
        "STACK": tenant.names.stack,
        "GENERATION": str(tenant.names.generation),
        "NODE_ID": context.adapters.node_id(),
        "EDGE_ALIASES": [f"{hostname}.guiche" for hostname in tenant.hostnames],
        "IMAGE_APPLIANCE": pin(images["appliance"]),
        "IMAGE_DATABASE": pin(tenant.database_image),
        "IMAGE_REDIS": pin(images["redis"]),
        "DATABASE_ADMIN": kind.admin,
        "DATABASE_MEMORY_LIMIT": kind.memory_limit,
        "DATABASE_MEMORY_RESERVATION": kind.memory_reservation,
        **_configs(settings, kind),
        **_environment(settings, tenant),
        **{f"SECRET_{secret.name.upper()}": secret.object_name for secret in secrets},
        **{f"SECRET_{name.upper()}": object_name for name, object_name in seeds.items()},
    }


def _configs(settings: Settings, kind: DatabaseKind) -> dict[str, Value]:
    directory = settings.templates_dir
    try:
        database = (directory / "database" / kind.configuration).read_bytes()
        redis = (directory / "redis" / "redis.conf").read_bytes()
    except OSError as error:
        raise StepFailed("template_missing", f"A template cannot be read: {error}") from error
    return {
        "TEMPLATES_DIR": str(directory.resolve()),
        "DATABASE_CNF": kind.configuration,
        "DATABASE_CNF_DIGEST": content_digest(database),
        "REDIS_CONF_DIGEST": content_digest(redis),
    }


def _environment(settings: Settings, tenant: TenantFacts) -> dict[str, Value]:
    configuration = tenant.configuration
    whatsapp = configuration["whatsapp"]
    is_canary = configuration.get("is_canary", False)  # it knows nobody outside, so it can bother nobody
    values: dict[str, str] = {
        "TENANT_ID": tenant.id,
        "TENANT_SLUG": tenant.slug,
        "TENANT_NAME": tenant.name,
        "TENANT_LOCALE": configuration["locale"],
        "TENANT_TIMEZONE": configuration["timezone"],
        "PUBLIC_URL": settings.public_url(tenant.hostnames[0]),
        "WHATSAPP_GRAPH_URL": NOWHERE if is_canary else settings.graph_url,
        "WHATSAPP_GRAPH_VERSION": settings.graph_version,
        "WHATSAPP_PHONE_NUMBER_ID": whatsapp["phone_number_id"],
        "WHATSAPP_WABA_ID": whatsapp["waba_id"],
        "FILA_IA_URL": configuration["fila_ia"]["url"],
        "AI_DEADLINE_SECONDS": AI_DEADLINE_SECONDS,
        "SMOKE_WA_ID": tenant.smoke_wa_id,
        "MAIL_HOST": "" if is_canary else settings.mail.host,
        "MAIL_PORT": str(settings.mail.port),
        "MAIL_SECURITY": settings.mail.security,
        "MAIL_USER": settings.mail.user,
        "MAIL_FROM": settings.mail.sender,
    }
    return {name: stack_file.untemplated(value) for name, value in values.items()}
