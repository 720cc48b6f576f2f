"""The settings of panel, runner and clock, read once from the environment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from control_plane.offsite_settings import OffsiteSettings, read_offsite_settings
from foundation.mail_settings import MailSettings, read_mail_settings
from foundation.settings_reader import SettingsReader


@dataclass(frozen=True)
class Images:
    """References of the images that tenants run."""

    appliance: str
    mysql: str
    mariadb: str
    redis: str
    backup_mysql: str
    backup_mariadb: str


@dataclass(frozen=True)
class Settings:
    instance: str
    """One platform on one engine; the prefix of everything it makes (tests run beside a demo)."""
    base_domain: str
    """Tenants answer at <slug>.<base_domain>, the panel at panel.<base_domain>."""
    public_port: int
    listen_port: int
    """Where the panel's process listens, behind the edge."""
    database_url: str
    redis_host: str
    redis_port: int
    redis_user: str
    edge_address: str
    """host:port where the runner reaches the edge, to see what a browser would see."""
    edge_hosts_dir: Path
    """The runner's side of the edge's allow-list: one file per known hostname."""
    edge_tls_address: str
    """host:port where the edge serves certificates; empty: it serves none."""
    platform_addresses: str
    """Where clients' own hostnames must lead (addresses and names, with commas); empty: nobody looks."""
    certificate_authority: str
    """As clients' CAA records name it; empty: nobody looks at them."""
    tenant_pool: str
    """Address pool of the tenants' networks (CIDR), which the edge refuses as a client."""
    graph_url: str
    graph_version: str
    fila_ia_url: str
    compose_file: Path
    templates_dir: Path
    images: Images
    mail: MailSettings
    """The mail server of every tenant, and of what operators are sent: invitations, alarms."""
    second_factor: str
    """required or optional, for operators in the panel."""
    session_idle_minutes: int
    """An operator's session ends when nobody has used it for so long."""
    session_hours: int
    """And at the latest so long after sign-in."""
    meta_app_id: str
    """The app at Meta whose own callback is this platform; empty: there is none."""
    signup_configuration: str
    """Of Meta's Embedded Signup (config_id), by which numbers are connected; empty: they are only pasted."""
    meta_dialog_url: str
    """Where Meta asks people: its web site, or the sandbox's."""
    app_webhook_days: int
    """How long it is remembered what that callback brought."""
    runner_threads: int
    """How many tenants' operations one runner works on at a time."""
    offsite: OffsiteSettings
    platform_volume: str
    """What holds the platform's database, as the engine knows it: a volume, or a directory of the node."""
    backup_hour: int
    """Local hour of each tenant's time zone when the nightly backup falls due."""
    drill_days: int
    """How old a tenant's newest proven restore may become before a drill falls due; 0: only by hand."""
    canary_hour: int | None
    """Hour of the day, in UTC, at which the canary falls due; None: only by hand."""
    archive_days: int
    """How long the data of an archived tenant is kept, unless somebody says otherwise."""
    grace_days: int
    """How long a deletion can be called off."""
    rotation_days: int
    """How old what we generate for a tenant may become before it is rotated; 0: only by hand."""
    rotation_overlap_minutes: int
    """How long the old session key counts beside the new one."""
    quarantine_days: int
    """How long after a deletion nobody else gets the slug."""
    events_to_private: bool
    """Whether events may be sent to addresses of private networks, over plain HTTP too."""
    ai_price_in: Decimal
    """Of a million tokens that the AI reads, in the operator's own currency,"""
    ai_price_out: Decimal
    """and that it writes: what a day's answers have cost is kept with the day."""
    event_days: int
    """How long an event that was sent out, or was to be, is kept."""
    redis_password: str = field(repr=False)
    platform_key: str = field(repr=False)
    """64 hexadecimal digits: the AES-256 key that seals every credential. While it is rotated a line for each
    key, the newest first: it seals, all of them open (platform_keys.py)."""
    session_key: str = field(repr=False)
    meta_app_secret: str = field(repr=False)
    root_key: str = field(default="", repr=False)
    """What `lasting_key` says, once it is kept in the database."""

    @property
    def lasting_key(self) -> str:
        """Of what must stay the same whatever the platform key: the audit trail's chain, certificates of
        deletion, names of secrets. The first platform key there ever was."""
        return self.root_key or self.platform_key.rpartition("\n")[2]

    @property
    def data_dir(self) -> Path:
        """Where the platform keeps files: beside its database, where that is one."""
        path = self.database_url.partition("sqlite:///")[2]
        return Path(path).parent if path else Path("/data")

    @property
    def stack_prefix(self) -> str:
        """What comes before a tenant's slug in its stack's name."""
        return "t-" if self.instance == "guiche" else f"{self.instance}-t-"

    @property
    def panel_host(self) -> str:
        """The platform's own address, which the edge knows by itself (templates/edge/routes)."""
        return f"panel.{self.base_domain}"

    def public_url(self, hostname: str) -> str:
        """The address people open for `hostname`."""
        if self.base_domain == "localhost":
            return f"http://{hostname}:{self.public_port}"
        return f"https://{hostname}"


def _at_least(reader: SettingsReader, name: str, least: int, *, default: int) -> int:
    value = reader.integer(name, default)
    if value < least:
        reader.problems.append(f"{name} must be {least} or more, not {value}")
    return value


def _hour(reader: SettingsReader, name: str) -> int | None:
    text = reader.text(name, "")
    if not text or (text.isdecimal() and int(text) < 24):
        return int(text) if text else None
    reader.problems.append(f"{name} must be an hour from 0 to 23, or empty for never, not {text!r}")
    return None


def _price(reader: SettingsReader, name: str) -> Decimal:
    text = reader.text(name, "0")
    if re.fullmatch(r"\d{1,9}(\.\d{1,6})?", text):
        return Decimal(text)
    reader.problems.append(f"{name} must be a price such as 12.50, not {text!r}")
    return Decimal(0)


def _at_most(reader: SettingsReader, name: str, most: int, *, default: int) -> int:
    value = reader.integer(name, default)
    if value > most:
        reader.problems.append(f"{name} must be {most} or less, not {value}")
    return value


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Raises SettingsError naming every missing or malformed setting."""
    reader = SettingsReader(environ)
    meta_app_id = reader.text("META_APP_ID", "")
    instance = reader.text("INSTANCE", "guiche")
    settings = Settings(
        instance=instance,
        base_domain=reader.text("BASE_DOMAIN", "localhost"),
        public_port=reader.integer("PUBLIC_PORT", 8080),
        listen_port=reader.integer("LISTEN_PORT", 8000),
        database_url=reader.text("PLATFORM_DATABASE_URL", "sqlite:////data/platform.sqlite3"),
        redis_host=reader.text("REDIS_HOST", "redis"),
        redis_port=reader.integer("REDIS_PORT", 6379),
        redis_user=reader.text("REDIS_USER", "app"),
        edge_address=reader.text("EDGE_ADDRESS", "edge:8080"),
        edge_hosts_dir=Path(reader.text("EDGE_HOSTS_DIR", "/edge-hosts")),
        edge_tls_address=reader.text("EDGE_TLS_ADDRESS", ""),
        platform_addresses=reader.text("PLATFORM_ADDRESSES", ""),
        certificate_authority=reader.text("CERTIFICATE_AUTHORITY", "letsencrypt.org"),
        tenant_pool=reader.text("TENANT_POOL", "10.201.0.0/16"),
        graph_url=reader.text("GRAPH_URL", "https://graph.facebook.com"),
        graph_version=reader.text("GRAPH_VERSION", "v25.0"),
        fila_ia_url=reader.text("FILA_IA_URL", ""),
        compose_file=Path(reader.text("COMPOSE_FILE", "/app/compose.tenant.yml")),
        templates_dir=Path(reader.text("TEMPLATES_DIR", "/app/templates")),
        images=Images(
            appliance=reader.text("IMAGE_APPLIANCE", "guiche/appliance:dev"),
            mysql=reader.text("IMAGE_MYSQL", "guiche/mysql:dev"),
            mariadb=reader.text("IMAGE_MARIADB", "guiche/mariadb:dev"),
            redis=reader.text("IMAGE_REDIS", "guiche/redis:dev"),
            backup_mysql=reader.text("IMAGE_BACKUP_MYSQL", "guiche/backup-mysql:dev"),
            backup_mariadb=reader.text("IMAGE_BACKUP_MARIADB", "guiche/backup-mariadb:dev"),
        ),
        mail=read_mail_settings(reader, "GUICHE_MAIL_"),
        second_factor=reader.choice("OPERATOR_SECOND_FACTOR", ("required", "optional"), "required"),
        session_idle_minutes=_at_least(reader, "OPERATOR_SESSION_IDLE_MINUTES", 5, default=60),
        session_hours=_at_least(reader, "OPERATOR_SESSION_HOURS", 1, default=12),
        meta_app_id=meta_app_id,
        signup_configuration=reader.text("META_SIGNUP_CONFIGURATION", ""),
        meta_dialog_url=reader.text("META_DIALOG_URL", "https://www.facebook.com").rstrip("/"),
        app_webhook_days=_at_least(reader, "APP_WEBHOOK_DAYS", 8, default=30),
        runner_threads=reader.integer("RUNNER_THREADS", 6),
        offsite=read_offsite_settings(reader),
        platform_volume=reader.text("PLATFORM_VOLUME", f"{instance}-platform-db"),
        backup_hour=reader.integer("BACKUP_HOUR", 3),
        drill_days=_at_least(reader, "DRILL_DAYS", 0, default=7),
        canary_hour=_hour(reader, "CANARY_HOUR"),
        archive_days=reader.integer("ARCHIVE_DAYS", 90),
        grace_days=reader.integer("GRACE_DAYS", 7),
        rotation_days=reader.integer("ROTATION_DAYS", 90),
        rotation_overlap_minutes=_at_most(reader, "ROTATION_OVERLAP_MINUTES", 60, default=16),
        quarantine_days=reader.integer("QUARANTINE_DAYS", 90),
        events_to_private=reader.choice("EVENTS_TO_PRIVATE_ADDRESSES", ("no", "yes"), "no") == "yes",
        ai_price_in=_price(reader, "AI_PRICE_IN"),
        ai_price_out=_price(reader, "AI_PRICE_OUT"),
        event_days=_at_least(reader, "EVENT_DAYS", 4, default=30),
        redis_password=reader.secret("REDIS_PASSWORD"),
        platform_key=reader.secret("PLATFORM_KEY"),
        session_key=reader.secret("SESSION_KEY"),
        meta_app_secret=reader.secret("META_APP_SECRET") if meta_app_id else "",
    )
    reader.finish()
    return settings
