"""The settings of one backup or restore job."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from backups.errors import BadSettings


@dataclass(frozen=True)
class Settings:
    tenant_id: str
    run_id: str
    """The operation's id: a run that was cut short is recognised by it and finished, not doubled."""
    repository: str
    repository_password_file: Path
    database_host: str
    database_port: int
    database_name: str
    database_user: str
    database_password_file: Path
    media_dir: Path
    scratch_dir: Path
    """A tmpfs: option files with the password live here for as long as a client runs."""
    repository_passwords_file: Path
    """Of the command `keys`: every password that is to open it, one a line."""
    database_image: str
    """Recorded with the backup: what to load it with."""
    lets_go: bool
    """Of the command `backup`: whether retention is applied behind it."""

    def environ(self) -> dict[str, str]:
        """What `read_settings` reads in a child; passwords stay in their files."""
        return {
            "TENANT_ID": self.tenant_id,
            "RUN_ID": self.run_id,
            "DATABASE_HOST": self.database_host,
            "DATABASE_PORT": str(self.database_port),
            "DATABASE_NAME": self.database_name,
            "DATABASE_USER": self.database_user,
            "DATABASE_PASSWORD_FILE": str(self.database_password_file),
            "SCRATCH_DIR": str(self.scratch_dir),
        }


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Raises BadSettings naming every missing variable, or a port that is no number."""
    needed = ("TENANT_ID", "RUN_ID", "DATABASE_USER", "DATABASE_PASSWORD_FILE")
    missing = [name for name in needed if not environ.get(name)]
    if missing:
        raise BadSettings(f"not set: {', '.join(missing)}")
    port = environ.get("DATABASE_PORT", "3306")
    if not port.isdecimal():
        raise BadSettings(f"DATABASE_PORT must be a whole number, not {port!r}")
    return Settings(
        tenant_id=environ["TENANT_ID"],
        run_id=environ["RUN_ID"],
        repository=environ.get("BACKUP_REPOSITORY", "/backups/repository"),
        repository_password_file=Path(environ.get("BACKUP_PASSWORD_FILE", "/run/secrets/backup_password")),
        database_host=environ.get("DATABASE_HOST", "mysql"),
        database_port=int(port),
        database_name=environ.get("DATABASE_NAME", "appliance"),
        database_user=environ["DATABASE_USER"],
        database_password_file=Path(environ["DATABASE_PASSWORD_FILE"]),
        media_dir=Path(environ.get("MEDIA_DIR", "/media")),
        scratch_dir=Path(environ.get("SCRATCH_DIR", "/tmp")),  # noqa: S108 - a tmpfs of the job's own
        repository_passwords_file=Path(environ.get("BACKUP_PASSWORDS_FILE", "/run/secrets/backup_passwords")),
        database_image=environ.get("DATABASE_IMAGE", ""),
        lets_go=environ.get("LETS_GO", "yes") != "no",
    )
