"""`guiche`: every button of the panel as a command, over the same API."""
