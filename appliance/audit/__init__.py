"""Who did what, and how it was before."""
