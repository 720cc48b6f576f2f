"""When the help desk is open: weekly hours, several a day and past midnight, and holidays."""
