"""What a backup and a restore of one tenant are. Runs as a job inside the tenant's own network.

Only the standard library and two programs: the dump client of the tenant's database image, and restic.
Imports point one way: cli → offsite → actions → restic and database → process.
"""
