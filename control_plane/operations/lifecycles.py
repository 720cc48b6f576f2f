"""The lifecycles of a tenant, for whoever asks what may be done to one: data, which may be imported anywhere.

creating → active, or failed and undone. From active a ladder leads down, each rung of which can be climbed
again until the purge: suspended (nothing runs, nothing is lost), archived and condemned (stack and secrets
gone, data kept until `purge_at`), deleted (a tombstone).

The canary stands beside all that, from its first moment to its last: whoever asks for tenants of any other
lifecycle does not find it.
"""

CREATED = ("active", "restoring")
"""Its stack runs, and people are let in."""
CLOSED = ("suspending", "suspended", "resuming", "archiving", "archived", "condemned")
"""People find a page instead; it can come back."""
KEPT = ("archived", "condemned")
"""Only its data is there, until `purge_at`."""
CANARY = "canary"
GONE = ("undone", "deleted")
"""A row without anything behind it."""
LIFECYCLES = ("creating", "failed", *CREATED, *CLOSED, "purging", CANARY, *GONE)

MOST_DAYS = 3650
"""That what is archived may be kept."""
