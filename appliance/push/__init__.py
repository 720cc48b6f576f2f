"""Notices: what each person wants to be told of, and telling their browsers by web push."""
