"""Dump and load with the client of the tenant's own database image."""
