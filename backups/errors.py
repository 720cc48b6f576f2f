"""What can go wrong, named by what the operator should do about it."""


class BackupError(Exception):
    """`code` for programs, the text for people."""

    code = "backup_failed"


class BadSettings(BackupError):
    """A setting of the job is missing."""

    code = "bad_settings"


class DumpFailed(BackupError):
    """The dump client failed or its output has no end: nothing was stored."""

    code = "dump_failed"


class LoadFailed(BackupError):
    """The database refused the dump, or what it holds afterwards is not what was dumped."""

    code = "load_failed"


class RepositoryMissing(BackupError):
    """restic exit status 10."""

    code = "repository_missing"


class RepositoryLocked(BackupError):
    """restic exit status 11: another run holds the repository."""

    code = "repository_locked"


class WrongPassword(BackupError):
    """restic exit status 12."""

    code = "wrong_password"


class IncompleteBackup(BackupError):
    """The repository does not list back what was stored, or a source could not be read (exit status 3)."""

    code = "incomplete_backup"


class ResticTooOld(BackupError):
    """Older versions finish with status 0 after a missing source, or hang with a streamed command."""

    code = "restic_too_old"


class ResticFailed(BackupError):
    """Any other status: unknown ones are failures by restic's own rule."""

    code = "restic_failed"
