"""How a survey moves: due → asked → answered, and from any of them to refused or dropped."""

from typing import Final

OFF, CSAT, NPS = "off", "csat", "nps"
KINDS: Final = (OFF, CSAT, NPS)
SCORES: Final = {CSAT: range(1, 6), NPS: range(11)}

DUE, ASKED, ANSWERED, REFUSED, DROPPED = "due", "asked", "answered", "refused", "dropped"
STATES: Final = (DUE, ASKED, ANSWERED, REFUSED, DROPPED)

ASK, FOLLOW_UP, THANK = "ask", "follow_up", "thank"
