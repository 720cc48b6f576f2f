"""The pages that people look at: the phone and the switches."""
