"""How much of the counted limits of grants is left, across all processes: taken from PostgreSQL, in pieces (26.5)."""
