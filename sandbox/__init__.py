"""What stands in for the outside world in the demo and the tests: Meta's Graph API, FILA-IA and a phone.

Never deployed for a real client. Registrations live in one file, everything else in memory.
"""
