"""`worker-health`: the worker container's probe. Imports next to nothing: it runs every few seconds."""

from appliance.worker.heartbeat import is_fresh


def main() -> int:
    """0 if this container's worker beat lately."""
    return 0 if is_fresh() else 1
