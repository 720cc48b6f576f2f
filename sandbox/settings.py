"""The settings of the sandbox, read once from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from foundation.settings_reader import SettingsReader


@dataclass(frozen=True)
class Settings:
    port: int
    data_dir: Path
    loopback_address: str
    """host[:port] that stands for `*.localhost` in callback URLs: inside a container, the edge."""
    sent_after: float
    delivered_after: float
    answer_after: float
    review_after: float
    """How long a new template waits for its verdict."""
    sandbox_openapi: Path | None
    """Meta's OpenAPI file, to refuse what it refuses; none: the sandbox's own rules alone."""
    retry_speed: int
    """How many seconds of Meta's retry clock pass in one real second."""
    mail_port: int = 1025
    """Where the mail server listens; 0: nowhere."""


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Builds the settings from `environ`; raises SettingsError naming every malformed variable."""
    reader = SettingsReader(environ)
    settings = Settings(
        port=reader.integer("PORT", 8090),
        data_dir=Path(reader.text("DATA_DIR", "/data")),
        loopback_address=reader.text("LOOPBACK_ADDRESS", "127.0.0.1"),
        sent_after=reader.integer("SENT_AFTER_MS", 80) / 1000,
        delivered_after=reader.integer("DELIVERED_AFTER_MS", 400) / 1000,
        answer_after=reader.integer("ANSWER_AFTER_MS", 1000) / 1000,
        review_after=reader.integer("REVIEW_AFTER_MS", 3000) / 1000,
        sandbox_openapi=_path(reader.text("SANDBOX_OPENAPI", "")),
        retry_speed=max(1, reader.integer("RETRY_SPEED", 60)),
        mail_port=reader.integer("MAIL_PORT", Settings.mail_port),
    )
    reader.finish()
    return settings


def _path(text: str) -> Path | None:
    return Path(text) if text else None
