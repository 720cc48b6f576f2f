"""What is wrong now, with one tenant or the platform: codes, and what there is to say of each."""
