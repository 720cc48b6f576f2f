"""What can go wrong, named by what the operator should do about it."""


class BackupError(Exception):
    """`code` for programs, `what` for people (a panel translates it), the text is the reason."""

    code = "backup_failed"
    what = "The backup job failed"


class BadSettings(BackupError):
    """A setting of the job is missing."""

    code = "bad_settings"
    what = "The job's settings are not usable"


class DumpFailed(BackupError):
    """The dump client failed or its output has no end: nothing was stored."""

    code = "dump_failed"
    what = "The database could not be dumped"


class LoadFailed(BackupError):
    """The database refused the dump, or what it holds afterwards is not what was dumped."""

    code = "load_failed"
    what = "The backup could not be loaded"


class RepositoryMissing(BackupError):
    """restic exit status 10."""

    code = "repository_missing"
    what = "The backup repository is not there"


class RepositoryLocked(BackupError):
    """restic exit status 11: another run holds the repository."""

    code = "repository_locked"
    what = "Another run holds the backup repository"


class WrongPassword(BackupError):
    """restic exit status 12."""

    code = "wrong_password"
    what = "The backup repository does not open with the client's password"


class IncompleteBackup(BackupError):
    """The repository does not list back what was stored, or a source could not be read (exit status 3)."""

    code = "incomplete_backup"
    what = "The backup is not whole"


class ResticTooOld(BackupError):
    """Older versions finish with status 0 after a missing source, or hang with a streamed command."""

    code = "restic_too_old"
    what = "The backup image is too old"


class ResticFailed(BackupError):
    """Any other status: unknown ones are failures by restic's own rule."""

    code = "restic_failed"
    what = "The backup repository cannot be used"
