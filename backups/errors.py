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


class BackupGone(BackupError):
    """Let go of by retention, or lost with an earlier repository: there is nothing to restore."""

    code = "backup_gone"
    what = "The backup is not in the repository any more"


class ResticTooOld(BackupError):
    """Older versions finish with status 0 after a missing source, or hang with a streamed command."""

    code = "restic_too_old"
    what = "The backup image is too old"


class ResticFailed(BackupError):
    """Any other status: unknown ones are failures by restic's own rule."""

    code = "restic_failed"
    what = "The backup repository cannot be used"


class OffsiteFailed(BackupError):
    """Of the other place, for any reason that has no name of its own here."""

    code = "offsite_failed"
    what = "The off-site copies cannot be used"


class OffsiteUnreachable(OffsiteFailed):
    """Nobody answers there, or nobody whose certificate is believed."""

    code = "offsite_unreachable"
    what = "The off-site server cannot be reached"


class OffsiteRefused(OffsiteFailed):
    """It answers, and does not let us in."""

    code = "offsite_refused"
    what = "The off-site server refuses the credentials"


class OffsiteFull(OffsiteFailed):
    """It takes no more."""

    code = "offsite_full"
    what = "The off-site server takes no more"


class OffsiteForeign(OffsiteFailed):
    """A repository stands there that no password of ours ever opened."""

    code = "offsite_foreign"
    what = "The off-site repository does not open with any of the passwords"


class OffsiteDamaged(OffsiteFailed):
    """What was copied is not found again there, or is not what it was."""

    code = "offsite_damaged"
    what = "The off-site copy is not whole"


class OffsiteEmpty(OffsiteFailed):
    """Nothing was ever copied there."""

    code = "offsite_empty"
    what = "There is no off-site copy"


class PlatformPresent(BackupError):
    """A platform's database is never written over."""

    code = "platform_present"
    what = "There is a platform's database already"
