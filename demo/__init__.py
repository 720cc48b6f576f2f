"""`make demo` and `make down`: one whole platform on this machine, and its complete removal."""
