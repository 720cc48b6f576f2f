"""Copies in another place: of a tenant's backups, and of the platform's own database."""
