"""Meta's OpenAPI file as a judge of requests: the file is Meta's own and not part of this repository."""
