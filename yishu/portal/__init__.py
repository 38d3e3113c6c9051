"""Home, the evidence list, readiness, metrics: what looks across (Art. 3, 32, 33)."""
