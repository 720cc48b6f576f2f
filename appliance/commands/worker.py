"""`worker`: the jobs of every queue, and the ticker."""

from appliance.commands.startup import settings_of
from appliance.worker.supervisor import supervise


def main() -> int:
    """Works until SIGTERM."""
    return supervise(settings_of("worker"))
