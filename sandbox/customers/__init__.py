"""The people with a phone: who they are, what they write, what they have read."""
