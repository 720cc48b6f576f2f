"""Operators of the platform who enter this help desk: for a reason, for a while, before its admins' eyes."""
