"""Redis' ACL file: one named user, and nobody without a name."""


def redis_acl(password: str) -> str:
    """The text of the file for a Redis whose user `app` has `password`.

    `default` may do everything and nobody can be it: it is off and has no password. The client by which Redis
    replays its append-only file runs as `default`, and each EXEC there asks whether that user may do what was
    queued; where it may not, the whole transaction is dropped with no more than a line in the log (seen with
    Redis 7.0.15: every MULTI since the last rewrite was lost at a restart).
    """
    return f"user default off resetpass ~* &* +@all\nuser app on ~* &* +@all >{password}\n"
