"""The settings of one tenant's programs, read once from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from foundation.mail_settings import MailSettings, read_mail_settings
from foundation.settings_reader import SettingsReader

FEWEST_RAW_WEBHOOK_DAYS = 8
"""A body that Meta delivers again (it does so for 7 days) is recognised by the one that is kept."""


@dataclass(frozen=True)
class TenantSettings:
    id: str
    slug: str
    name: str
    locale: str
    timezone: str
    public_url: str
    smoke_wa_id: str
    """wa_id of the contact that provisioning tests with; empty when the operator gave none."""


@dataclass(frozen=True)
class DatabaseSettings:
    host: str
    port: int
    name: str
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class RedisSettings:
    host: str
    port: int
    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class WhatsAppSettings:
    graph_url: str
    graph_version: str
    phone_number_id: str
    waba_id: str
    token: str = field(repr=False)
    app_secret: str = field(repr=False)
    """This, the verify token and the session key hold several values while one is replaced
    (`foundation.rotating`)."""
    verify_token: str = field(repr=False)
    messages_per_second: int = 0
    """How fast the number may send; 0: as Meta says of it."""


@dataclass(frozen=True)
class AiSettings:
    url: str
    deadline_seconds: int
    key: str = field(repr=False)


@dataclass(frozen=True)
class Settings:
    tenant: TenantSettings
    database: DatabaseSettings
    redis: RedisSettings
    whatsapp: WhatsAppSettings
    ai: AiSettings
    session_key: str = field(repr=False)
    raw_webhook_days: int = 30
    """How long a processed webhook body is kept."""
    media_dir: Path = Path("/media")
    """The volume with the files of messages; web and worker share it."""
    mail: MailSettings | None = None
    """None: no e-mail is sent; whoever invites hands the link over."""


def read_database_settings(reader: SettingsReader) -> DatabaseSettings:
    """What the migration job needs and no more: it is given no other secret."""
    return DatabaseSettings(
        host=reader.text("DATABASE_HOST", "mysql"),
        port=reader.integer("DATABASE_PORT", 3306),
        name=reader.text("DATABASE_NAME", "appliance"),
        user=reader.text("DATABASE_USER", "app"),
        password=reader.secret("DATABASE_PASSWORD"),
    )


def _raw_webhook_days(reader: SettingsReader) -> int:
    days = reader.integer("RAW_WEBHOOK_DAYS", Settings.raw_webhook_days)
    if days < FEWEST_RAW_WEBHOOK_DAYS:
        reader.problems.append(
            f"RAW_WEBHOOK_DAYS must be {FEWEST_RAW_WEBHOOK_DAYS} or more: Meta repeats itself for seven days"
        )
    return days


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Raises SettingsError naming every missing or malformed setting."""
    reader = SettingsReader(environ)
    mail = read_mail_settings(reader, "MAIL_")
    settings = Settings(
        tenant=TenantSettings(
            id=reader.text("TENANT_ID"),
            slug=reader.text("TENANT_SLUG"),
            name=reader.text("TENANT_NAME"),
            locale=reader.choice("TENANT_LOCALE", ("pt-BR", "en", "es"), "pt-BR"),
            timezone=reader.text("TENANT_TIMEZONE", "America/Sao_Paulo"),
            public_url=reader.text("PUBLIC_URL"),
            smoke_wa_id=reader.text("SMOKE_WA_ID", ""),
        ),
        database=read_database_settings(reader),
        redis=RedisSettings(
            host=reader.text("REDIS_HOST", "redis"),
            port=reader.integer("REDIS_PORT", 6379),
            user=reader.text("REDIS_USER", "app"),
            password=reader.secret("REDIS_PASSWORD"),
        ),
        whatsapp=WhatsAppSettings(
            graph_url=reader.text("WHATSAPP_GRAPH_URL", "https://graph.facebook.com").rstrip("/"),
            graph_version=reader.text("WHATSAPP_GRAPH_VERSION", "v25.0"),
            phone_number_id=reader.text("WHATSAPP_PHONE_NUMBER_ID"),
            waba_id=reader.text("WHATSAPP_WABA_ID"),
            token=reader.secret("WHATSAPP_TOKEN"),
            app_secret=reader.secret("WHATSAPP_APP_SECRET"),
            verify_token=reader.secret("WHATSAPP_VERIFY_TOKEN"),
            messages_per_second=reader.integer("WHATSAPP_MESSAGES_PER_SECOND", 0),
        ),
        ai=AiSettings(
            url=reader.text("FILA_IA_URL").rstrip("/"),
            deadline_seconds=reader.integer("AI_DEADLINE_SECONDS", 45),
            key=reader.secret("FILA_IA_KEY"),
        ),
        session_key=reader.secret("SESSION_KEY"),
        media_dir=Path(reader.text("MEDIA_DIR", "/media")),
        raw_webhook_days=_raw_webhook_days(reader),
        mail=mail if mail.host else None,
    )
    reader.finish()
    return settings
