"""What can go wrong while the demo comes up, in words that say what to do."""


class DemoError(Exception):
    """The demo cannot go on; the text is for the person who started it."""
