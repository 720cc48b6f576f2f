"""What a client has used, day by day, for whoever bills it: numbers only."""
