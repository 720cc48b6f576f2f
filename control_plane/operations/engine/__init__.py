"""Runs operations: claims them, walks their steps, survives its own death."""
