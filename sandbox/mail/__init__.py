"""A mail server that keeps what it takes, for the phone page to show: nothing leaves it."""
