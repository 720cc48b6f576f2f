"""Redis' ACL: one named user, one for the health check, and nobody without a name."""

import hashlib


def redis_acl(*passwords: str) -> str:
    """The text of the file for a Redis whose user `app` has these passwords, hashed; each of them lets in.

    `default` may do everything and nobody can be it: it is off and has no password. The client by which Redis
    replays its append-only file runs as `default`, and each EXEC there asks whether that user may do what was
    queued; where it may not, the whole transaction is dropped with no more than a line in the log (seen with
    Redis 7.0.15: every MULTI since the last rewrite was lost at a restart). `probe` needs no password and may
    do nothing but PING: the health check must go on when the password is another.
    """
    hashes = " ".join(sorted("#" + hashlib.sha256(each.encode()).hexdigest() for each in passwords))
    return (
        "user default off resetpass ~* &* +@all\n"
        "user probe on nopass -@all +ping\n"
        f"user app on ~* &* +@all {hashes}\n"
    )
