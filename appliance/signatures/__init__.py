"""Signatures: the attendant's name before what they write to a customer."""
