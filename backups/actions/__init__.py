"""Backup, restore and list: our own logic over restic and the database client."""
