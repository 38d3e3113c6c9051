"""How good an entry is, in five measures, and what to do next (9.1, 13.1)."""
