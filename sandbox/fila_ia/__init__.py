"""FILA-IA as its callers see it, with the defects that its real server has."""
