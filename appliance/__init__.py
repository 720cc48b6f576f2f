"""The help desk of one tenant: what runs in its web and worker processes."""
