"""Finding people and what was said: an index of words in blocks, kept by the worker, read by the web."""
