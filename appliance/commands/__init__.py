"""The programs of a tenant, one file each with a `main`, imported only when asked for: memory counts."""
