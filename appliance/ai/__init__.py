"""Answers from FILA-IA."""
