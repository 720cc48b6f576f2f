"""The worker: a supervisor, one child process per queue, and the ticker that sweeps."""
