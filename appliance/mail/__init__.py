"""E-mail to the client's people."""
