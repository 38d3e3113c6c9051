"""Misuse made visible: use measured against what is usual, findings with their reasons, and what follows (30.1)."""
