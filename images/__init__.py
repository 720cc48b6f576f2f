"""One folder per image, and the builder that needs nothing but Python and a Docker engine."""
