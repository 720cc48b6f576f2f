"""The live board: who is there, who waits, who is waited for."""
